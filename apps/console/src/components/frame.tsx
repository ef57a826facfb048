import { type ReactNode, useEffect, useId } from 'react';

interface BandProps {
  title: ReactNode;
  /** Text of the browser's tab; `title` when that is a text. */
  tab?: string;
  /** What stands before the title, usually a link to the list. */
  back?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** The glareshield of a page: title, what is live, the page's actions. */
export function Band({ title, tab, back, sub, actions, children }: BandProps) {
  const name = tab ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = name === '' ? 'Jetbridge' : `${name} · Jetbridge`;
  }, [name]);
  return (
    <div className="band">
      <div className="band-head">
        {back ? (
          <>
            {back}
            <span aria-hidden="true">/</span>
          </>
        ) : null}
        <h1>{title}</h1>
        {sub ? <span>{sub}</span> : null}
        {actions ? <div className="band-actions">{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}

interface SectionProps {
  title: string;
  /** Period, unit, how it is counted. */
  sub?: ReactNode;
  links?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A ruled section: one ink line, a heading, what it counts. */
export function Section({ title, sub, links, className = '', children }: SectionProps) {
  const id = useId();
  return (
    <section className={`sec ${className}`} aria-labelledby={id}>
      <div className="sec-head">
        <h2 id={id}>{title}</h2>
        {sub ? <span className="cut">{sub}</span> : null}
        {links ? <div className="links">{links}</div> : null}
      </div>
      {children}
    </section>
  );
}
