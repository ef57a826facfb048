import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormat } from '../format.ts';
import { Failed, Loading, Stale } from './blanks.tsx';

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'dataUpdatedAt'>;
  /** How many rows to keep free while nothing is there. */
  rows?: number;
  rowHeight?: number;
  children: (data: T) => ReactNode;
}

/** One region of server data in its four states: loading, error, error with the last data kept, and there. */
export function Loaded<T>({ query, rows = 4, rowHeight = 28, children }: LoadedProps<T>) {
  const format = useFormat();
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    if (query.error) return <Failed error={query.error} retry={retry} />;
    return <Loading rows={rows} rowHeight={rowHeight} />;
  }
  return (
    <>
      {query.error ? (
        <Stale error={query.error} retry={retry} at={format.hms(new Date(query.dataUpdatedAt))} />
      ) : null}
      {children(query.data)}
    </>
  );
}
