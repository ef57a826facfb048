import { type ImportMap, identityKinds } from '@jetbridge/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MapRow, mapOf, newRowKey, type Role, rowsOf, unusedColumns } from './map-rows.ts';

interface MapTableProps {
  map: ImportMap;
  columns: readonly string[];
  samples: readonly (readonly string[])[];
  onMap: (map: ImportMap) => void;
}

const types = ['text', 'number', 'integer', 'date', 'boolean'] as const;

function rolesFor(kind: ImportMap['kind']): Role[] {
  return kind === 'members' ? ['identifier', 'trait', 'time'] : ['identifier', 'event', 'time', 'property'];
}

/** A column's heading in the shape of a trait's name: `FFP_DATE` → `ffp_date`. */
function nameFrom(column: string | number): string {
  return String(column)
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 80);
}

interface RowProps {
  row: MapRow;
  kind: ImportMap['kind'];
  columns: readonly (string | number)[];
  sample: string;
  onRow: (row: MapRow | null) => void;
}

function ColumnCell({ row, columns, onRow }: Pick<RowProps, 'row' | 'columns' | 'onRow'>) {
  const { t } = useTranslation();
  return (
    <select
      className="control small"
      aria-label={t('imports.column')}
      value={String(columns.indexOf(row.column))}
      onChange={(event) => onRow({ ...row, column: columns[Number(event.target.value)] ?? row.column })}
    >
      {columns.includes(row.column) ? null : <option value="-1">{row.column}</option>}
      {columns.map((column, index) => (
        <option key={column} value={index}>
          {typeof column === 'number' ? t('imports.position', { n: column + 1 }) : column}
        </option>
      ))}
    </select>
  );
}

function RoleCell({ row, kind, onRow }: Pick<RowProps, 'row' | 'kind' | 'onRow'>) {
  const { t } = useTranslation();
  return (
    <select
      className="control small"
      aria-label={t('imports.becomes')}
      value={row.role}
      onChange={(event) => {
        const role = rolesFor(kind).find((one) => one === event.target.value);
        if (!role) return;
        onRow({ ...row, role, name: role === 'identifier' ? 'member_no' : row.name || nameFrom(row.column) });
      }}
    >
      {rolesFor(kind).map((role) => (
        <option key={role} value={role}>
          {t(`imports.roles.${role}`)}
        </option>
      ))}
    </select>
  );
}

function NameCell({ row, onRow }: Pick<RowProps, 'row' | 'onRow'>) {
  const { t } = useTranslation();
  if (row.role === 'identifier') {
    return (
      <select
        className="control small"
        aria-label={t('imports.identifier')}
        value={row.name}
        onChange={(event) => onRow({ ...row, name: event.target.value })}
      >
        {identityKinds.map((one) => (
          <option key={one} value={one}>
            {t(`customers.kinds.${one}`)}
          </option>
        ))}
      </select>
    );
  }
  if (row.role !== 'trait' && row.role !== 'property') return null;
  return (
    <input
      className={`control small ${row.name === '' ? 'wrong' : ''}`}
      aria-label={t('common.name')}
      maxLength={80}
      value={row.name}
      onChange={(event) => onRow({ ...row, name: event.target.value })}
    />
  );
}

function TypeCell({ row, onRow }: Pick<RowProps, 'row' | 'onRow'>) {
  const { t } = useTranslation();
  return (
    <>
      <select
        className="control small"
        aria-label={t('imports.type')}
        value={row.type ?? 'text'}
        onChange={(event) => {
          const { type: _type, format: _format, ...plain } = row;
          const type = types.find((one) => one === event.target.value);
          onRow(!type || type === 'text' ? plain : { ...plain, type });
        }}
      >
        {types.map((one) => (
          <option key={one} value={one}>
            {t(`imports.types.${one}`)}
          </option>
        ))}
      </select>{' '}
      {row.type === 'date' || row.role === 'time' ? (
        <input
          className="control small"
          style={{ width: 112 }}
          aria-label={t('imports.format')}
          placeholder={t('imports.datePattern')}
          maxLength={40}
          value={row.format ?? ''}
          onChange={(event) => {
            const { format: _gone, ...rest } = row;
            onRow(event.target.value === '' ? rest : { ...rest, format: event.target.value });
          }}
        />
      ) : null}
    </>
  );
}

function Row(props: RowProps) {
  const { t } = useTranslation();
  const { row, sample, onRow } = props;
  return (
    <tr>
      <td>
        <ColumnCell {...props} />
      </td>
      <td className="mut cut" title={sample}>
        {sample}
      </td>
      <td>
        <RoleCell {...props} />
      </td>
      <td>
        <NameCell {...props} />
      </td>
      <td>
        <TypeCell {...props} />
      </td>
      <td className="r">
        <button
          type="button"
          className="link"
          aria-label={t('imports.dropRow', { column: row.column })}
          onClick={() => onRow(null)}
        >
          ×
        </button>
      </td>
    </tr>
  );
}

function Unused({
  columns,
  onUse,
}: {
  columns: readonly (string | number)[];
  onUse: (column: string | number) => void;
}) {
  const { t } = useTranslation();
  if (columns.length === 0) return null;
  return (
    <p className="unused">
      <span className="mut">{t('imports.unused')}</span>
      {columns.map((column) => (
        <button key={column} type="button" className="tag" onClick={() => onUse(column)}>
          + {typeof column === 'number' ? t('imports.position', { n: column + 1 }) : column}
        </button>
      ))}
    </p>
  );
}

/** What each column becomes: one row per use of a column, the unused ones below. */
export function MapTable({ map, columns, samples, onMap }: MapTableProps) {
  const { t } = useTranslation();
  const header = map.header ?? true;
  const all: (string | number)[] = columns.map((name, index) => (header ? name : index));
  const [kept, setKept] = useState<{ map: ImportMap; rows: MapRow[] }>(() => ({ map, rows: rowsOf(map) }));
  // Keys of rows survive the way through the map; a map from elsewhere brings rows of its own.
  const rows =
    kept.map === map || JSON.stringify(mapOf(map, kept.rows)) === JSON.stringify(map)
      ? kept.rows
      : rowsOf(map);
  const put = (next: MapRow[]) => {
    const changed = mapOf(map, next);
    setKept({ map: changed, rows: next });
    onMap(changed);
  };
  const sampleOf = (column: string | number) => {
    const index = all.indexOf(column);
    return [...new Set(samples.map((row) => row[index] ?? '').filter((cell) => cell !== ''))]
      .slice(0, 3)
      .join(', ');
  };
  return (
    <>
      <div className="tbl-wrap">
        <table className="tbl map-table">
          <thead>
            <tr>
              <th>{t('imports.column')}</th>
              <th>{t('imports.samples')}</th>
              <th>{t('imports.becomes')}</th>
              <th>{t('common.name')}</th>
              <th>{t('imports.type')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                kind={map.kind}
                columns={all}
                sample={sampleOf(row.column)}
                onRow={(next) =>
                  put(rows.flatMap((one) => (one.key !== row.key ? [one] : next ? [next] : [])))
                }
              />
            ))}
          </tbody>
        </table>
      </div>
      <Unused
        columns={unusedColumns(columns, rows, header)}
        onUse={(column) =>
          put([
            ...rows,
            {
              key: newRowKey(),
              role: map.kind === 'members' ? 'trait' : 'property',
              name: nameFrom(typeof column === 'number' ? `column_${column + 1}` : column),
              column,
            },
          ])
        }
      />
    </>
  );
}
