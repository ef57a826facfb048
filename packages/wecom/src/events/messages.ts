/** What a member writes to an app. OFF 90239, 96466. */
import { textOf, type XmlNode } from '../xml.ts';
import { decimal, filled, integer, type Readers } from './read.ts';

interface MessageFields {
  /** A 64-bit number, hence text. */
  msgId: string;
  agentId: string | undefined;
}

interface LocationMessage extends MessageFields {
  latitude: number;
  longitude: number;
  scale: number | undefined;
  label: string | undefined;
  appType: string | undefined;
}

interface LinkMessage extends MessageFields {
  title: string | undefined;
  description: string | undefined;
  url: string | undefined;
  picUrl: string | undefined;
}

export interface MessageEvents {
  'message.text': MessageFields & { content: string };
  'message.image': MessageFields & { picUrl: string | undefined; mediaId: string };
  /** `format` is amr, speex or another. */
  'message.voice': MessageFields & { mediaId: string; format: string | undefined };
  'message.video': MessageFields & { mediaId: string; thumbMediaId: string | undefined };
  'message.location': LocationMessage;
  'message.link': LinkMessage;
}

const message = (fields: XmlNode): MessageFields | undefined => {
  const msgId = filled(fields, 'MsgId');
  return msgId === undefined ? undefined : { msgId, agentId: textOf(fields, 'AgentID') };
};

const media = (fields: XmlNode): (MessageFields & { mediaId: string }) | undefined => {
  const base = message(fields);
  const mediaId = filled(fields, 'MediaId');
  return base && mediaId !== undefined ? { mediaId, ...base } : undefined;
};

export const messageReaders: Readers<MessageEvents> = {
  'message.text': (f) => {
    const base = message(f);
    return base && { content: textOf(f, 'Content') ?? '', ...base };
  },
  'message.image': (f) => {
    const base = media(f);
    return base && { picUrl: filled(f, 'PicUrl'), ...base };
  },
  'message.voice': (f) => {
    const base = media(f);
    return base && { format: filled(f, 'Format'), ...base };
  },
  'message.video': (f) => {
    const base = media(f);
    return base && { thumbMediaId: filled(f, 'ThumbMediaId'), ...base };
  },
  'message.location': (f) => {
    const base = message(f);
    // X is the latitude.
    const latitude = decimal(f, 'Location_X');
    const longitude = decimal(f, 'Location_Y');
    if (!base || latitude === undefined || longitude === undefined) return undefined;
    const scale = integer(f, 'Scale');
    return {
      latitude,
      longitude,
      scale,
      label: filled(f, 'Label'),
      appType: filled(f, 'AppType'),
      ...base,
    };
  },
  'message.link': (f) => {
    const base = message(f);
    return (
      base && {
        title: filled(f, 'Title'),
        description: filled(f, 'Description'),
        url: filled(f, 'Url'),
        picUrl: filled(f, 'PicUrl'),
        ...base,
      }
    );
  },
};
