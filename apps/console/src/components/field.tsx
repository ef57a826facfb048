import { type ReactNode, useId } from 'react';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong and how to mend it; amber, because a person is needed. */
  wrong?: string | null | undefined;
  /** Gets the id that the label points to. */
  children: (id: string) => ReactNode;
}

/** Label above, control, then the hint or what is wrong. */
export function Field({ label, hint, wrong, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : hint ? (
        <p className="hint">{hint}</p>
      ) : null}
    </div>
  );
}
