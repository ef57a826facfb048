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

// WeCom answers `qr_code` with the address of a picture (wework.qpic.cn, p.qlogo.cn), not with what the picture says.
const picture = /\.(?:svg|png|jpe?g)(?:\?|$)|\/\/[\w.-]*(?:qpic|qlogo)\.cn\//;

/** Saves the picture under the code's name; where its server forbids reading it, opens it. */
async function savePicture(url: string, name: string): Promise<void> {
  try {
    const blob = await (await fetch(url)).blob();
    const href = URL.createObjectURL(blob);
    download(href, `${name}.${blob.type.includes('svg') ? 'svg' : 'png'}`);
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  } catch {
    window.open(url, '_blank', 'noopener');
  }
}

/** The printed side of a channel code: WeCom's picture, or one drawn here when WeCom gave a link. */
export function Qr({ url, name }: { url: string; name: string }) {
  const { t } = useTranslation();
  if (!picture.test(url)) return <DrawnQr url={url} name={name} />;
  return (
    <figure className="qr">
      <img src={url} width={160} height={160} alt={t('channelCodes.qrOf', { name })} />
      <figcaption>
        <button type="button" className="link" onClick={() => void savePicture(url, name)}>
          {t('channelCodes.download')}
        </button>
        <a href={url} target="_blank" rel="noreferrer" className="link">
          {t('channelCodes.openUrl')}
        </a>
      </figcaption>
    </figure>
  );
}

/** Downloads for print (SVG) and for screens (PNG, 1,024 px). */
function DrawnQr({ url, name }: { url: string; name: string }) {
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
          {t('channelCodes.png')}
        </button>
        <button type="button" className="link" onClick={() => void svg()}>
          {t('channelCodes.svg')}
        </button>
        <a href={url} target="_blank" rel="noreferrer" className="link">
          {t('channelCodes.openUrl')}
        </a>
      </figcaption>
    </figure>
  );
}
