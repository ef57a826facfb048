import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

export interface Receipt {
  id: number;
  /** What was done, in words. */
  text: string;
  /** Takes it back; absent where the API cannot. */
  undo?: () => void | Promise<void>;
  /** `amber` where a person is needed, `lost` for what cannot be taken back and loses something. */
  tone?: 'amber' | 'lost';
}

const shownMs = 10_000;
let receipts: readonly Receipt[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(list: readonly Receipt[]): void {
  receipts = list;
  for (const listener of listeners) listener();
}

/** Leaves a receipt for ten seconds. */
export function receipt(text: string, options: Pick<Receipt, 'undo' | 'tone'> = {}): void {
  const id = next++;
  set([...receipts.slice(-3), { id, text, ...options }]);
  setTimeout(() => set(receipts.filter((one) => one.id !== id)), shownMs);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function One({ value }: { value: Receipt }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(shownMs / 1000);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, []);
  const { undo } = value;
  return (
    <li className={`receipt ${value.tone ?? ''}`}>
      <span>{value.text}</span>
      {undo ? (
        <button
          type="button"
          onClick={() => {
            set(receipts.filter((one) => one.id !== value.id));
            void undo();
          }}
        >
          {t('common.undo')} {left}
        </button>
      ) : null}
    </li>
  );
}

/** Where receipts appear; screen readers hear them. */
export function Receipts() {
  const list = useSyncExternalStore(subscribe, () => receipts);
  return (
    <ul className="receipts" aria-live="polite" data-testid="receipts">
      {list.map((value) => (
        <One key={value.id} value={value} />
      ))}
    </ul>
  );
}
