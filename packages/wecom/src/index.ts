/** WeCom (企业微信): API client, callbacks and archive. Works without the rest of Jetbridge. */
export { acquisitionJump, acquisitionUrl } from './acquisition-url.ts';
export {
  type ArchiveMessage,
  type ArchiveRecord,
  type ArchiveSource,
  archiveMessage,
  createArchiveHttpSource,
} from './archive.ts';
export {
  type ArchiveBodies,
  type ArchiveEntry,
  archiveEntry,
  createArchiveDedupe,
} from './archive-entries.ts';
export { ArchiveKeyError, type ArchiveKeys, createArchiveKeys } from './archive-keys.ts';
export type { AttemptReport } from './attempts.ts';
export {
  type CallbackQuery,
  dedupeKey,
  type OpenedCallback,
  openCallback,
  openPlaintext,
  verifyUrl,
} from './callbacks.ts';
export {
  type CallOptions,
  createWecomClient,
  type WecomClient,
  type WecomClientOptions,
} from './client.ts';
export { type Clock, systemClock } from './clock.ts';
export {
  type CallbackConfig,
  CallbackError,
  type CallbackErrorCode,
  decrypt,
  encrypt,
  sign,
  signatureMatches,
} from './crypto.ts';
export { type ServicePage, serviceLink, syncMessages } from './customer-service.ts';
export { type ServiceBodies, type ServiceMessage, serviceMessage } from './customer-service-received.ts';
export {
  type AnyEndpoint,
  brokenLimit,
  type Download,
  defineEndpoint,
  type Endpoint,
  type ReplyBase,
  type Upload,
} from './endpoint.ts';
export type { AppChat } from './endpoints/app-chats.ts';
export type { AppContent } from './endpoints/app-content.ts';
export type { AppMessage } from './endpoints/app-messages.ts';
export type { ContactWay, NewContactWay } from './endpoints/contact-ways.ts';
export type { ServiceMessageBody } from './endpoints/customer-service-messages.ts';
export type { ExternalContact, FollowUser, FriendOfStaff } from './endpoints/friends.ts';
export type { GroupWelcome } from './endpoints/group-welcome.ts';
export type {
  CustomerGroup,
  GroupFigures,
  GroupJoinWaySettings,
  GroupMember,
  GroupStatus,
  GroupTransfer,
  GroupTransferFailed,
} from './endpoints/groups.ts';
export type { InterceptRule, NewInterceptRule } from './endpoints/interception.ts';
export type {
  Attachment,
  MassMessage,
  MassMessageResult,
  MassMessageTask,
  MessageBody,
} from './endpoints/messages.ts';
export type { NewMoment } from './endpoints/moments.ts';
export type { NewProduct } from './endpoints/product-album.ts';
export type { CorpTag, CorpTagGroup } from './endpoints/tags.ts';
export type { TemplateCard } from './endpoints/template-cards.ts';
export * as endpoints from './endpoints.ts';
export {
  type ErrorMeaning,
  errorMeaning,
  type Retry,
  WecomError,
  type WecomErrorKind,
  type WhoActs,
} from './errors.ts';
export { type EventOf, eventFromFields, type WecomEvent } from './events.ts';
export { createJsSdk, type JsSdk, jsSdkSignature, type PageSignature } from './jssdk.ts';
export {
  type Bucket,
  type BucketState,
  createMemoryLimiter,
  decide,
  type Granted,
  type Limiter,
  type Reservation,
} from './limiter.ts';
export { oauthUrl, webSignInUrl } from './oauth.ts';
export { PUBLISHED_RATES, type Rate, type Rates } from './rates.ts';
export { type PassiveMessage, passiveDocument, passiveReply } from './replies.ts';
export { openPassiveReply } from './reply-reader.ts';
export { type CachedToken, createMemoryTokenCache, type TokenCache } from './tokens.ts';
