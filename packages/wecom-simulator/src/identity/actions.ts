/** What people do with sign-in and pages, and the ids that others than WeCom's API would tell. */
import type { HttpAnswer } from '../pages.ts';
import type { Parts, Reactions, Who as Traveller } from '../parts.ts';
import { findPerson } from '../people.ts';
import { memberOpenid, openidOf, serviceId, temporaryId } from './ids.ts';
import { browse } from './sign-in.ts';
import type { PrivateField } from './state.ts';
import { checkSignature, type SignatureCheck, type SignedPage } from './tickets.ts';

export { identityCommands } from './commands.ts';

export type Someone = { userid: string } | { person: Traveller };

/** False, or undefined, where somebody does not exist. */
export interface IdentityActions {
  /** Takes the phone: sign-in pages send this one back. Nobody: they ask. */
  holdPhone(who: Someone | undefined): boolean;
  /** What a member does not agree to show in `auth/getuserdetail`. */
  withhold(input: { userid: string; fields: readonly PrivateField[] }): boolean;
  /** Whether WeCom's front end would take the signature of a page. */
  checkSignature(page: SignedPage): SignatureCheck;
  /** With the corp's mini program; of a member, as `user/convert_to_openid` has it. */
  openid(who: Someone): string | undefined;
  /** As a provider's app would be told. */
  serviceId(person: Traveller): string | undefined;
  /** As a meeting or a form would tell. */
  temporaryId(person: Traveller): string | undefined;
  /** What a browser gets at an address of OAuth or web sign-in; undefined for others. */
  browse(url: URL): HttpAnswer | undefined;
}

export function createIdentityActions(parts: Parts, _reactions: Reactions): IdentityActions {
  const { world } = parts;
  const member = (userid: string) => world.staff.get(userid.toLowerCase());
  const idOf = (person: Traveller) => findPerson(world.people, person)?.externalUserId;
  return {
    holdPhone: (who) => {
      if (who && 'userid' in who) {
        const found = member(who.userid);
        if (found) world.identity.holder = { userid: found.userid };
        return found !== undefined;
      }
      const externalUserId = who && idOf(who.person);
      if (who && externalUserId === undefined) return false;
      world.identity.holder = externalUserId === undefined ? undefined : { externalUserId };
      return true;
    },
    withhold: ({ userid, fields }) => {
      const found = member(userid);
      if (found) world.identity.withheld.set(userid.toLowerCase(), new Set(fields));
      return found !== undefined;
    },
    checkSignature: (page) => checkSignature(parts, page),
    openid: (who) => {
      if ('userid' in who) return member(who.userid) && memberOpenid(parts, who.userid);
      const id = idOf(who.person);
      return id && openidOf(parts, id);
    },
    serviceId: (person) => {
      const id = idOf(person);
      return id && serviceId(parts, id);
    },
    temporaryId: (person) => {
      const id = idOf(person);
      return id && temporaryId(parts, id);
    },
    browse: (url) => browse(parts, url),
  };
}
