import { useTranslation } from 'react-i18next';
import type { Dictionary } from './dictionary.ts';
import type { Group } from './rule-tree.ts';
import { sentence } from './rule-words.ts';

interface ReadsAsProps {
  tree: Group;
  dictionary: Dictionary;
  /** Number of the condition changed last, underlined in the sentence. */
  fresh: number | null;
}

/** The rule as a sentence, each part with the number of its condition. */
export function ReadsAs({ tree, dictionary, fresh }: ReadsAsProps) {
  const { t } = useTranslation();
  const phrases = sentence(tree, dictionary.segments, t);
  return (
    <section className="read" aria-live="polite">
      <b>{t('rule.readsAs')}</b>
      <p>
        {phrases.length === 0
          ? t('rule.readsNothing')
          : phrases.map((phrase, index) =>
              phrase.no === undefined ? (
                // Joining words have no identity of their own.
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
                <span key={index}>{phrase.text}</span>
              ) : (
                <span key={`no${phrase.no}`}>
                  <b className={phrase.no === fresh ? 'nw' : ''}>{phrase.text}</b>
                  <sup>{phrase.no}</sup>
                </span>
              ),
            )}
        {phrases.length === 0 ? '' : t('rule.fullStop')}
      </p>
    </section>
  );
}
