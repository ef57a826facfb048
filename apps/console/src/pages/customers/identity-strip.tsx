import { type Customer, identityKinds } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';

interface StripProps {
  customer: Customer;
  /** Contact fields in clear, once their display was asked for with a reason. */
  clear: Customer['identities'] | null;
}

/** All identifiers on one line, strongest first; open conflicts as dashed stops. */
export function IdentityStrip({ customer, clear }: StripProps) {
  const { t } = useTranslation();
  const format = useFormat();
  // Masked values are replaced kind by kind, in the order in which both lists name them.
  const revealed = new Map<string, string[]>();
  const strongestFirst = [...customer.identities].sort(
    (left, right) => identityKinds.indexOf(left.kind) - identityKinds.indexOf(right.kind),
  );
  for (const one of clear ?? []) revealed.set(one.kind, [...(revealed.get(one.kind) ?? []), one.value]);
  return (
    <section className="ids" aria-label={t('customers.identities')}>
      <div className="lead">
        <b>{t('customers.identities')}</b>
        <span>{t('customers.identityCount', { n: customer.identities.length })}</span>
      </div>
      {strongestFirst.map((identity, index) => (
        <div key={`${identity.kind}${identity.value}`} className={`id ${index === 0 ? 'first' : ''}`}>
          <i />
          <b>{t(`customers.kinds.${identity.kind}`)}</b>
          <span>
            {identity.masked ? (revealed.get(identity.kind)?.shift() ?? identity.value) : identity.value}
          </span>
          <em>{t('customers.firstSeen', { day: format.day(identity.firstSeenAt) })}</em>
        </div>
      ))}
      {customer.conflicts.map((conflict) => (
        <div key={conflict.id} className="id doubt">
          <i />
          <b>{t('customers.conflict')}</b>
          <Link to="/customers/$id" params={{ id: conflict.otherId }}>
            {conflict.otherId}
          </Link>
          <em>
            {conflict.because} <Link to="/conflicts">{t('customers.decide')}</Link>
          </em>
        </div>
      ))}
    </section>
  );
}
