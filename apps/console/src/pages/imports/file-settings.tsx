import type { ImportMap, importsRoutes, Reply } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';

const separators = ['comma', 'semicolon', 'tab', 'spaces'] as const;
const encodings = ['auto', 'utf-8', 'gb18030'] as const;

interface SettingsProps {
  map: ImportMap;
  preview: Reply<typeof importsRoutes.preview>;
  onMap: (map: ImportMap) => void;
}

function Shipped({ map, preview, onMap }: SettingsProps) {
  const { t } = useTranslation();
  const shipped = useQuery({
    queryKey: ['imports', 'maps'],
    queryFn: ({ signal }) => api.imports.maps({ signal }),
    staleTime: 600_000,
  });
  const maps = (shipped.data?.items ?? []).filter((one) => one.map.kind === map.kind);
  return (
    <select
      className="control small"
      aria-label={t('imports.shipped')}
      value=""
      onChange={(event) => {
        const chosen = maps.find((one) => one.name === event.target.value);
        if (chosen) onMap(chosen.map);
        if (event.target.value === 'suggested' && preview.suggested) onMap(preview.suggested);
      }}
    >
      <option value="">{t('imports.shipped')}</option>
      {preview.suggested ? <option value="suggested">{t('imports.suggested')}</option> : null}
      {maps.map((one) => (
        <option key={one.name} value={one.name}>
          {one.title}
        </option>
      ))}
    </select>
  );
}

/** One name for every row, where no column has it. */
function EventName({ map, onMap }: Omit<SettingsProps, 'preview'>) {
  const { t } = useTranslation();
  return (
    <label className="check">
      {t('imports.eventName')}
      <input
        className="control small"
        maxLength={120}
        value={map.event && 'name' in map.event ? map.event.name : ''}
        onChange={(event) => {
          const { event: _event, ...rest } = map;
          onMap(event.target.value === '' ? rest : { ...rest, event: { name: event.target.value } });
        }}
      />
    </label>
  );
}

/** A shipped map to begin with, and how the file is read. */
export function FileSettings({ map, preview, onMap }: SettingsProps) {
  const { t } = useTranslation();
  return (
    <div className="filterbar">
      <Shipped map={map} preview={preview} onMap={onMap} />
      <select
        className="control small"
        aria-label={t('imports.encoding')}
        value={map.encoding ?? 'auto'}
        onChange={(event) => {
          const encoding = encodings.find((one) => one === event.target.value);
          if (encoding) onMap({ ...map, encoding });
        }}
      >
        {encodings.map((one) => (
          <option key={one} value={one}>
            {one === 'auto' ? t('imports.encodingAuto', { encoding: preview.encoding }) : one}
          </option>
        ))}
      </select>
      <select
        className="control small"
        aria-label={t('imports.separator')}
        value={map.separator ?? preview.separator}
        onChange={(event) => {
          const separator = separators.find((one) => one === event.target.value);
          if (separator) onMap({ ...map, separator });
        }}
      >
        {separators.map((one) => (
          <option key={one} value={one}>
            {t(`imports.separators.${one}`)}
          </option>
        ))}
      </select>
      <label className="check">
        <input
          type="checkbox"
          checked={map.header ?? true}
          onChange={(event) => onMap({ ...map, header: event.target.checked })}
        />
        {t('imports.header')}
      </label>
      {map.kind === 'events' && (!map.event || 'name' in map.event) ? (
        <EventName map={map} onMap={onMap} />
      ) : null}
    </div>
  );
}
