/** The ChatFlow client for browsers and Node: sign in, connect, send, listen. */
export { createClient, type ChatClient } from './client.ts';
export { isOfKnownKind } from './api/entries.ts';
export { systemClock, type Clock } from './platform/clock.ts';
export { ChatClientError, hasCode, type ChatClientErrorCode, type LocalErrorCode } from './errors.ts';
export { type EndReason } from './connection/frames.ts';
export {
  mayActOn,
  mayInGroup,
  notificationsAt,
  silenceOf,
  type GroupAction,
  type MemberAction,
  type RightsIn,
  type Silence,
} from './group-rights.ts';
export type { UploadSource } from './media/source.ts';
export type { UploadOptions } from './media/upload.ts';
export type { CloseOptions, MessageWriter } from './streams/message-writer.ts';
export { indexedDbStorage } from './storage/indexed-db-storage.ts';
export type {
  ClientEvents,
  ClientOptions,
  ClientState,
  ClientStatus,
  HistoryOptions,
  MemberOptions,
  DiscoverOptions,
  EditOptions,
  GalleryOptions,
  PageOptions,
  SearchOptions,
  StarOptions,
  SendOptions,
  VoteOptions,
} from './options.ts';
export type {
  AddPasskeyRequest,
  Identity,
  AuthenticatorSetup,
  BannedUser,
  BlockedUser,
  ChangeEmailRequest,
  ChangePasswordRequest,
  Community,
  Conversation,
  ChangeScheduledRequest,
  CreateInviteRequest,
  Draft,
  Entity,
  ErrorCode,
  FieldError,
  ForwardReply,
  Forwarded,
  GalleryItem,
  Expiry,
  GivenEntity,
  GivenExpiry,
  GalleryPage,
  GroupMember,
  Reminder,
  ReminderRemoved,
  ScheduledMessage,
  ScheduledRemoved,
  ScheduleMessageRequest,
  SetReminderRequest,
  GroupPreview,
  GroupSettings,
  GroupWelcome,
  Invite,
  InvitePreview,
  JoinReply,
  JoinRequest,
  LoginRequest,
  Media,
  MediaWithAddresses,
  MemberReceipt,
  MemberRole,
  Message,
  MessageChange,
  MessagePage,
  MessageRevision,
  MessageRevisionPage,
  MessageStatus,
  NewContact,
  NewPoll,
  NotificationSetting,
  OutgoingMessage,
  OwnProfile,
  OwnStatus,
  OwnUser,
  Page,
  Participant,
  Passkey,
  PasskeyCeremony,
  PasskeySignInRequest,
  Poll,
  PollVoter,
  PollVoterPage,
  Provider,
  ProviderAnswer,
  ProviderCodeRequest,
  ProviderPending,
  ProviderSignUpRequest,
  ProviderStart,
  Presence,
  ProofRequest,
  LinkPreview,
  Quote,
  Privacy,
  Reaction,
  ReactionUser,
  ReactionUserPage,
  Receipt,
  ReceiptPage,
  RecoveryCodes,
  RegisterRequest,
  RemovalReason,
  RequestToJoin,
  ResetPasswordRequest,
  SearchHit,
  SearchMark,
  SearchPage,
  SecondFactor,
  SendResult,
  Session,
  SharedContact,
  SharedLocation,
  SystemEvent,
  Thread,
  Star,
  StarPage,
  StarredMessage,
  ThreadPage,
  ThreadStanding,
  TypingEvent,
  UpdateGroupRequest,
  UpdateOwnMembershipRequest,
  UpdateProfileRequest,
  UserProfile,
  UserSummary,
} from './api/protocol.ts';
export type { Random } from './platform/random.ts';
export type { TokenProvider, TokenReason } from './session/provided-session.ts';
export { mentions } from './mentions.ts';
export type { ChatState } from './state/chat-state.ts';
export type { ConversationItem } from './state/conversation-item.ts';
export type { ConversationsSnapshot } from './state/conversation-pages.ts';
export type { ConversationPreview } from './state/conversation-preview.ts';
export type { Mark, OthersMarks } from './state/marks.ts';
export type { MessageItem, SendStatus, StoredItem, UnsentItem } from './state/message-items.ts';
export type { MessagesSnapshot } from './state/messages-snapshot.ts';
export type { Slice } from './state/observable.ts';
export type { StateLimits } from './state/options.ts';
export type { UserItem } from './state/users.ts';
export type { ConversationList, MessagesView, SessionSnapshot } from './state/views.ts';
export { memoryStorage, webStorage, type Storage } from './storage/storage.ts';
