/** What a member can write to an app, and how a callback says it. */
import type { Elements } from '../callback-document.ts';
import { keepMedia, type MediaKind } from '../content/media.ts';
import type { Parts } from '../parts.ts';

export type MemberMessage =
  | { type: 'text'; content: string }
  /** Without `mediaId` a small made-up file. */
  | { type: 'image' | 'voice' | 'video'; mediaId?: string }
  | { type: 'location'; latitude: number; longitude: number; scale?: number; label?: string }
  | { type: 'link'; title: string; description?: string; url: string; picUrl?: string };

export function elementsOf(parts: Parts, message: MemberMessage, msgId: string): Elements {
  const MsgType = message.type;
  switch (message.type) {
    case 'text':
      return { MsgType, Content: message.content };
    case 'image': {
      const MediaId = message.mediaId ?? madeUp(parts, 'image', msgId);
      return { MsgType, PicUrl: `https://wework.qpic.cn/wwpic/${msgId}/0`, MediaId };
    }
    case 'voice':
      return { MsgType, MediaId: message.mediaId ?? madeUp(parts, 'voice', msgId), Format: 'amr' };
    case 'video': {
      const MediaId = message.mediaId ?? madeUp(parts, 'video', msgId);
      return { MsgType, MediaId, ThumbMediaId: madeUp(parts, 'image', `thumb ${msgId}`) };
    }
    case 'location':
      return {
        MsgType,
        // X is the latitude.
        Location_X: message.latitude,
        Location_Y: message.longitude,
        Scale: message.scale ?? 15,
        Label: message.label ?? '',
        AppType: 'wxwork',
      };
    case 'link': {
      const { title, description = '', url, picUrl = '' } = message;
      return { MsgType, Title: title, Description: description, Url: url, PicUrl: picUrl };
    }
  }
}

const FILES: Readonly<Record<Exclude<MediaKind, 'file'>, { name: string; type: string }>> = {
  image: { name: 'photo.jpg', type: 'image/jpeg' },
  voice: { name: 'voice.amr', type: 'audio/amr' },
  video: { name: 'video.mp4', type: 'video/mp4' },
};

/** A file that can be downloaded, though not looked at. */
function madeUp({ world, random, scheduler }: Parts, kind: keyof typeof FILES, key: string): string {
  const id = random.text(43, 'media of a member', kind, key);
  const { name, type } = FILES[kind];
  keepMedia(world, {
    id,
    kind,
    use: 'message',
    fileName: name,
    contentType: type,
    bytes: random.bytes('file of a member', key),
    createdAt: scheduler.now(),
  });
  return id;
}
