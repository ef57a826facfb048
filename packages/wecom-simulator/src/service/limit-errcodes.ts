/** Errcodes of broken limits in customer service and in consent to the archive. */

const SERVICE: readonly (readonly [RegExp, number])[] = [
  [/^open_kfid (is|must not be empty)/, 60251],
  [/^open_kfid/, 60252],
  [/^name/, 95006],
  [/^msgmenu\.list\[\]\.type/, 95009],
  [/^msgmenu\.list has/, 95008],
];

/** Undefined where the general table knows better. */
export function serviceErrcode(
  endpoint: string,
  broken: { path: string; problem: string },
): number | undefined {
  if (endpoint === 'msgaudit/check_single_agree' && broken.problem.startsWith('has ')) return 301060;
  if (!endpoint.startsWith('kf/')) return undefined;
  const words = `${broken.path} ${broken.problem}`;
  return SERVICE.find(([pattern]) => pattern.test(words))?.[1];
}
