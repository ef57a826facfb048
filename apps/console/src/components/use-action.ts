import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { failureOf } from './failure.ts';
import { receipt } from './receipts.tsx';

interface ActionOptions<I, O> {
  run: (input: I) => Promise<O>;
  /** Query keys whose data the action changes. */
  changes: readonly (readonly unknown[])[];
  /** What was done, in words; none when the screen says it already. */
  done?: (output: O, input: I) => string;
  /** Takes it back, where the API can. */
  undo?: (output: O, input: I) => Promise<unknown>;
  tone?: 'amber' | 'lost';
  /** Shows the failure next to the form instead of as a receipt. */
  quiet?: boolean;
  after?: (output: O, input: I) => void;
}

/** A change on the server: fetches again what it touches, and leaves a receipt with the way back. */
export function useAction<I, O>({ run, changes, done, undo, tone, quiet, after }: ActionOptions<I, O>) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const refresh = () => Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey })));
  return useMutation<O, Error, I>({
    mutationFn: run,
    onSuccess: (output, input) => {
      void refresh();
      const takeBack = undo
        ? async () => {
            try {
              await undo(output, input);
              receipt(t('common.undone'));
            } catch (error) {
              receipt(failureOf(error, t).words, { tone: 'amber' });
            }
            await refresh();
          }
        : undefined;
      if (done)
        receipt(done(output, input), { ...(takeBack ? { undo: takeBack } : {}), ...(tone ? { tone } : {}) });
      after?.(output, input);
    },
    onError: (error) => {
      if (!quiet) receipt(failureOf(error, t).words, { tone: 'amber' });
    },
  });
}
