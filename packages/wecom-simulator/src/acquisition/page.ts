/** What opens when somebody follows an acquisition link in a browser. */
import { type HttpAnswer, scanPage } from '../pages.ts';
import type { AcquisitionActions } from './actions.ts';

/** Undefined when the path is that of no link. */
export function followInBrowser(path: string, url: URL, actions: AcquisitionActions): HttpAnswer | undefined {
  const linkId = /^ca\/(ca[\w-]{30})$/.exec(path)?.[1];
  if (linkId === undefined) return undefined;
  const customerChannel = url.searchParams.get('customer_channel');
  const person = url.searchParams.get('person');
  const outcome = actions.follow({
    linkId,
    ...(customerChannel === null ? {} : { customerChannel }),
    ...(person === null ? {} : { person }),
  });
  return scanPage(outcome);
}
