import { useFormat } from '../format.ts';

/** A count on a split-flap board. Greyed while it is being counted again. */
export function Flap({ value, unit, stale }: { value: number | null; unit: string; stale: boolean }) {
  const format = useFormat();
  const text = value === null ? '–' : format.int(value);
  return (
    <p className={`flap ${stale ? 'stale-count' : ''}`} data-testid="count" aria-busy={stale}>
      <span className="sr">
        {text} {unit}
      </span>
      <span aria-hidden="true">
        {[...text].map((sign, index) =>
          /\d|–/.test(sign) ? (
            // A place on the board is its own identity.
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
            <i key={index}>{sign}</i>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
            <u key={index}>{sign}</u>
          ),
        )}
        <em>{unit}</em>
      </span>
    </p>
  );
}
