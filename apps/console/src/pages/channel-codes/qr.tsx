import { toCanvas, toDataURL, toString as toText } from 'qrcode';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const look = { margin: 2, errorCorrectionLevel: 'M', color: { dark: '#0F2437', light: '#FFFFFF' } } as const;

function download(href: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = fileName;
  link.click();
}

/** The printed side of a channel code, with downloads for print (SVG) and screens (PNG, 1,024 px). */
export function Qr({ url, name }: { url: string; name: string }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) void toCanvas(canvas.current, url, { ...look, width: 160 });
  }, [url]);
  const png = async () => download(await toDataURL(url, { ...look, width: 1024 }), `${name}.png`);
  const svg = async () => {
    const text = await toText(url, { ...look, type: 'svg' });
    const href = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    download(href, `${name}.svg`);
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  };
  return (
    <figure className="qr">
      <canvas
        ref={canvas}
        width={160}
        height={160}
        role="img"
        aria-label={t('channelCodes.qrOf', { name })}
      />
      <figcaption>
        <button type="button" className="link" onClick={() => void png()}>
          PNG
        </button>
        <button type="button" className="link" onClick={() => void svg()}>
          SVG
        </button>
        <a href={url} target="_blank" rel="noreferrer" className="link">
          {t('channelCodes.openUrl')}
        </a>
      </figcaption>
    </figure>
  );
}
