/** What a person sees: the code to scan, and the phone after scanning it. */
import { toString as qrToString } from 'qrcode';
import type { FollowOutcome } from './acquisition/follow.ts';
import type { GroupScanOutcome } from './groups/join.ts';
import type { ScanOutcome } from './parts.ts';

export interface HttpAnswer {
  status: number;
  type: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
}

/** The code as SVG; scanning it opens `target`. */
export async function qrCode(target: string): Promise<HttpAnswer> {
  const body = await qrToString(target, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return { status: 200, type: 'image/svg+xml', body };
}

export function scanPage(outcome: ScanOutcome | GroupScanOutcome | FollowOutcome): HttpAnswer {
  const [zh, en] = words(outcome);
  const body = `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>WeCom simulator</title>
<style>body{font:16px/1.6 system-ui,"PingFang SC","Noto Sans SC",sans-serif;margin:15vh auto;max-width:22rem;padding:0 1rem;color:#0f2437;background:#f7f8fa}p+p{color:#5b6b7a}</style>
<p>${escaped(zh)}</p><p lang="en">${escaped(en)}</p></html>`;
  return { status: outcome.outcome === 'refused' ? 404 : 200, type: 'text/html; charset=utf-8', body };
}

function words(outcome: ScanOutcome | GroupScanOutcome | FollowOutcome): [string, string] {
  if (outcome.outcome === 'joined') {
    return [`${outcome.name} 已加入群聊。`, `${outcome.name} has joined the group.`];
  }
  if (outcome.outcome === 'already_member') {
    return [`${outcome.name} 已在群聊中。`, `${outcome.name} is in the group already.`];
  }
  if (outcome.outcome === 'added') {
    return [
      `${outcome.name} 已添加 ${outcome.userid} 为好友。`,
      `${outcome.name} has added ${outcome.userid}.`,
    ];
  }
  if (outcome.outcome === 'already_friends') {
    return [
      `${outcome.name} 与 ${outcome.userid} 已是好友。`,
      `${outcome.name} and ${outcome.userid} are friends already.`,
    ];
  }
  if (outcome.outcome === 'requested') {
    return [`${outcome.name} 已申请添加 ${outcome.userid}。`, `${outcome.name} has asked ${outcome.userid}.`];
  }
  if (outcome.outcome === 'chatting') {
    return [
      `${outcome.name} 与 ${outcome.userid} 的临时会话已开始。`,
      `${outcome.name} and ${outcome.userid} are chatting.`,
    ];
  }
  return ['无法添加：二维码无效或无人可加。', 'Nothing was added: the code is not valid or nobody is left.'];
}

/** For text and attributes of HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
