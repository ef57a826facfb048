/** Contact ways: the QR codes behind channel codes. */
import { endpoints, WecomError } from '@jetbridge/wecom';
import { AppError } from '../../kernel/errors.ts';
import { type Context, requireCorp } from './corp.ts';

export interface ContactWaySettings {
  /** Shown to administrators at WeCom; at most 30 characters. */
  remark: string;
  /** Comes back with every friend; at most 30 characters, nothing personal. */
  state: string;
  staff: readonly string[];
}

export interface MadeWay {
  configId: string;
  /** What the QR shows. */
  url: string | null;
}

const severalStaff = 2;
const qrCode = 2;

const fields = (way: ContactWaySettings) => ({ remark: way.remark, state: way.state, user: [...way.staff] });

/** Makes a contact way that needs no confirmation by the member. Throws `wecom.api_failed`. */
export async function createWay(context: Context, way: ContactWaySettings): Promise<MadeWay> {
  const reply = await asked(() =>
    requireCorp(context).client.call(endpoints.addContactWay, {
      type: severalStaff,
      scene: qrCode,
      skip_verify: true,
      ...fields(way),
    }),
  );
  return { configId: reply.config_id, url: reply.qr_code ?? null };
}

/** The contact way with this state among those made at or after `since`; for a creation that was cut off. */
export async function findWay(context: Context, state: string, since: Date): Promise<MadeWay | null> {
  const { client } = requireCorp(context);
  return asked(async () => {
    const listed = client.iterate(endpoints.listContactWays, {
      start_time: Math.floor(since.getTime() / 1000) - 60,
      limit: 1000,
    });
    for await (const { config_id: configId } of listed) {
      const { contact_way: way } = await client.call(endpoints.getContactWay, { config_id: configId });
      if (way.state === state) return { configId, url: way.qr_code ?? null };
    }
    return null;
  });
}

export async function updateWay(context: Context, configId: string, way: ContactWaySettings): Promise<void> {
  await asked(() =>
    requireCorp(context).client.call(endpoints.updateContactWay, { config_id: configId, ...fields(way) }),
  );
}

/** Whoever scans it afterwards gets nothing. A way that is gone already is fine. */
export async function closeWay(context: Context, configId: string): Promise<void> {
  await asked(async () => {
    try {
      await requireCorp(context).client.call(endpoints.delContactWay, { config_id: configId });
    } catch (error) {
      if (!(error instanceof WecomError && error.errcode === 41044)) throw error;
    }
  });
}

/** `open`: whether the call was executed is not known. `final`: trying again later will not help. */
export interface ApiFailure {
  errcode: number | null;
  kind: string;
  reason: string;
  open: boolean;
  final: boolean;
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    const failure: ApiFailure = {
      errcode: error.errcode ?? null,
      kind: error.kind,
      reason: error.zh,
      open: error.kind === 'network' || error.kind === 'aborted',
      final: error.kind === 'limit' || (error.kind === 'api' && error.retry === 'never'),
    };
    throw new AppError('wecom.api_failed', failure);
  }
}
