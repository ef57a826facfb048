/** What an app may do, as the admin console has it. */
import type { App } from './options.ts';

export function isInScope(app: App, userid: string): boolean {
  return !app.scope || app.scope.some((allowed) => allowed.toLowerCase() === userid.toLowerCase());
}

/** 60020 for an address that is not trusted, 48002 for an API that is not granted, 60011 for a member out of scope. */
export function permissionErrcode(app: App, call: { name: string; ip: string; params: object }): number {
  // Node writes an IPv4 caller of a dual-stack socket with this prefix.
  const ip = call.ip.replace(/^::ffff:/, '');
  if (app.trustedIps && !app.trustedIps.includes(ip)) return 60020;
  if (
    app.denied?.some((denied) => (denied.endsWith('/') ? call.name.startsWith(denied) : call.name === denied))
  )
    return 48002;
  const userid: unknown = 'userid' in call.params ? call.params.userid : undefined;
  return typeof userid === 'string' && !isInScope(app, userid) ? 60011 : 0;
}
