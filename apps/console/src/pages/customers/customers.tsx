import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Empty } from '../../components/blanks.tsx';
import { Band, Section } from '../../components/frame.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../format.ts';
import { CustomerRows } from './customer-rows.tsx';

const route = getRouteApi('/app/customers');

function Counts() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery({
    queryKey: ['customers', 'count'],
    queryFn: ({ signal }) => api.customers.count({ signal }),
    refetchInterval: 10_000,
  });
  const share = (part: number) => (data && data.count > 0 ? format.percent(part / data.count) : '–');
  return (
    <div className="figures">
      <div>
        <p>{t('customers.all')}</p>
        <p className="v">
          {data ? format.int(data.count) : '–'}
          <small>{t('customers.people')}</small>
        </p>
      </div>
      <div>
        <p>{t('customers.members')}</p>
        <p className="v">
          {data ? format.int(data.members) : '–'}
          <small>{data ? share(data.members) : ''}</small>
        </p>
      </div>
      <div>
        <p>{t('customers.friends')}</p>
        <p className="v">
          {data ? format.int(data.friends) : '–'}
          <small>{data ? share(data.friends) : ''}</small>
        </p>
      </div>
    </div>
  );
}

/** Writes into the address after a short pause. */
function SearchField({ value, onSearch }: { value: string; onSearch: (query: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onSearch(text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <input
      type="search"
      className="control"
      style={{ width: 360 }}
      aria-label={t('shell.search')}
      placeholder={t('customers.searchFor')}
      maxLength={120}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

/** Everybody, newest first, or those found by name, member number, mobile or e-mail. */
export function CustomersPage() {
  const { t } = useTranslation();
  const { query, cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useQuery({
    queryKey: ['customers', 'list', query ?? '', cursor ?? ''],
    queryFn: ({ signal }) =>
      api.customers.list({
        query: { limit: 50, ...(query ? { query } : {}), ...(cursor ? { cursor } : {}) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const search = (next: string) =>
    void navigate({ search: next === '' ? {} : { query: next }, replace: true });
  return (
    <>
      <Band title={t('customers.title')} sub={t('customers.sub')}>
        <Counts />
      </Band>
      <div className="body">
        <Section
          title={query ? t('customers.found', { query }) : t('customers.newest')}
          sub={query ? t('customers.foundSub') : t('customers.newestSub')}
          links={<Link to="/conflicts">{t('nav.conflicts')}</Link>}
        >
          <div className="filterbar">
            <SearchField value={query ?? ''} onSearch={search} />
          </div>
          <Loaded query={list} rows={12}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty
                  title={t(query ? 'customers.nobodyFound' : 'customers.nobody')}
                  why={t(query ? 'customers.nobodyFoundWhy' : 'customers.nobodyWhy')}
                >
                  {query ? null : <Link to="/settings/imports">{t('customers.toImports')}</Link>}
                </Empty>
              ) : (
                <>
                  <CustomerRows items={page.items} dimmed={list.isPlaceholderData} />
                  <Pager
                    cursor={cursor}
                    nextCursor={page.nextCursor}
                    shown={page.items.length}
                    onCursor={(next) =>
                      void navigate({
                        search: { ...(query ? { query } : {}), ...(next ? { cursor: next } : {}) },
                      })
                    }
                  />
                </>
              )
            }
          </Loaded>
        </Section>
      </div>
    </>
  );
}
