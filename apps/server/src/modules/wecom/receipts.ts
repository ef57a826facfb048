/** What became of messages: asked of WeCom task by task, since it calls nobody back about it. */
import { endpoints, type MassMessageResult, WecomError } from '@jetbridge/wecom';
import { type Context, type Receipt, requireCorp } from './corp.ts';
import { confirmWithinMs, pollDelayMs } from './rules.ts';
import * as sends from './sends.ts';

/** Asks about one task and passes on what is new. */
export async function askForReceipts(context: Context, task: sends.Task): Promise<void> {
  const now = context.clock.now();
  const next = new Date(now.getTime() + pollDelayMs(task.polls));
  let settlements: sends.Settlement[];
  try {
    settlements = await settlementsOf(context, task, now);
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    // 41063: still being dispatched. 41047: WeCom does not know the message (any more).
    if (error.errcode === 41047) settlements = await giveUp(context, task, 'unknown_to_wecom');
    else return sends.scheduleTask(context.pg, task.msgid, next);
  }
  const late = now.getTime() - task.createdAt.getTime() > confirmWithinMs;
  await context.pg.tx(async (tx) => {
    const settled = await sends.settleSends(tx, task.msgid, settlements);
    const receipts = settlements.filter((s) => settled.has(s.externalUserid)).map((s) => receiptOf(task, s));
    if (receipts.length > 0) for (const listener of context.receiptListeners) await listener(tx, receipts);
    const open = await sends.openRecipients(tx, task.msgid);
    await sends.scheduleTask(tx, task.msgid, open.length === 0 ? null : next);
  });
  if (late) await expire(context, task);
}

async function settlementsOf(context: Context, task: sends.Task, now: Date): Promise<sends.Settlement[]> {
  const { client } = requireCorp(context);
  const results = client.iterate(endpoints.listMassMessageResults, {
    msgid: task.msgid,
    userid: task.staffUserid,
    limit: 1000,
  });
  const settlements: sends.Settlement[] = [];
  for await (const result of results) {
    const settlement = settlementOf(result, now);
    if (settlement) settlements.push(settlement);
  }
  return settlements;
}

function settlementOf(result: MassMessageResult, now: Date): sends.Settlement | null {
  const at = result.send_time ? new Date(result.send_time * 1000) : now;
  // Messages to groups have no one person.
  if (result.external_userid === undefined) return null;
  const common = { externalUserid: result.external_userid, at };
  if (result.status === 1) return { ...common, status: 'delivered', problem: null };
  if (result.status === 2) return { ...common, status: 'failed', problem: 'not_a_friend' };
  // The traveller got another mass message in this period.
  if (result.status === 3) return { ...common, status: 'failed', problem: 'quota' };
  return null;
}

async function giveUp(context: Context, task: sends.Task, problem: string): Promise<sends.Settlement[]> {
  const at = context.clock.now();
  const open = await sends.openRecipients(context.pg, task.msgid);
  return open.map((externalUserid) => ({ externalUserid, status: 'failed' as const, problem, at }));
}

/** Staff never confirmed: stopped at WeCom, so that it does not go out weeks later, and told as failed. */
async function expire(context: Context, task: sends.Task): Promise<void> {
  try {
    await requireCorp(context).client.call(endpoints.cancelMassMessage, { msgid: task.msgid });
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    if (error.kind !== 'api' || error.retry !== 'never') return;
  }
  const settlements = await giveUp(context, task, 'not_confirmed');
  await context.pg.tx(async (tx) => {
    const settled = await sends.settleSends(tx, task.msgid, settlements);
    const receipts = settlements.filter((s) => settled.has(s.externalUserid)).map((s) => receiptOf(task, s));
    if (receipts.length > 0) for (const listener of context.receiptListeners) await listener(tx, receipts);
    await sends.scheduleTask(tx, task.msgid, null);
  });
}

function receiptOf(task: sends.Task, settlement: sends.Settlement): Receipt {
  return {
    msgid: task.msgid,
    staffUserid: task.staffUserid,
    externalUserid: settlement.externalUserid,
    status: settlement.status,
    at: settlement.at,
    ...(settlement.problem ? { reason: settlement.problem } : {}),
  };
}
