/**
 * Generated from the schemas of `shared/protocol/` by `npm run generate`: change the schemas, not this file. Types of what
 * goes over the wire, and shapes that check what the client reads. The server decides whether a request is valid.
 */
import { entry } from './entries.ts';
import type { Route } from './route.ts';
import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  open,
  optional,
  string,
  type Shape,
} from './shapes.ts';

/** A device on which a user is signed in. */
export interface AdminSession {
  /** The id of the session. Opaque: never parse it. */
  id: string;
  /** What signed in, in words: `Firefox on Windows`; empty if it did not say. */
  device: string;
  /** Whether it has an open socket. */
  connected: boolean;
  /** When it signed in. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it signed in or last got new tokens. RFC 3339, UTC, milliseconds. */
  lastUsedAt: string;
}

/** Why and until when a user cannot sign in. */
export interface Suspension {
  /** Since when. RFC 3339, UTC, milliseconds. */
  since: string;
  /** When it ends by itself; `null`: when the user is reinstated. */
  until: string | null;
  /** What the user reads; it may be empty. */
  reason: string;
}

/** What the user must set up before they get in again. */
export interface RequiredOfUser {
  /** A new password, at the next sign-in. */
  password: boolean;
  /** An authenticator app, at the next sign-in. */
  secondFactor: boolean;
}

/** A user, as administrators see them. */
export interface AdminUser {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** `true` for a bot, which is a program; left out for people. */
  bot?: boolean | undefined;
  /** What the user may do on this server. */
  role: 'user' | 'moderator' | 'admin';
  /** Whether the user can use the account: `suspended` until the suspension ends. */
  state: 'active' | 'suspended' | (string & Record<never, never>);
  /** Why the user cannot sign in; `null` where they can. */
  suspension: Suspension | null;
  required: RequiredOfUser;
  /** Whether the user has verified the e-mail address. */
  emailVerified: boolean;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Whether a device of the user is connected. */
  online: boolean;
  /** When the user was last connected; `null`: never. */
  lastSeenAt: string | null;
}

/** A user and their account, as administrators see them. */
export interface AdminUserDetail {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** `true` for a bot, which is a program; left out for people. */
  bot?: boolean | undefined;
  /** What the user may do on this server. */
  role: 'user' | 'moderator' | 'admin';
  /** Whether the user can use the account: `suspended` until the suspension ends. */
  state: 'active' | 'suspended' | (string & Record<never, never>);
  /** Why the user cannot sign in; `null` where they can. */
  suspension: Suspension | null;
  required: RequiredOfUser;
  /** Whether the user has verified the e-mail address. */
  emailVerified: boolean;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Whether a device of the user is connected. */
  online: boolean;
  /** When the user was last connected; `null`: never. */
  lastSeenAt: string | null;
  /** Whether the account has an e-mail address. */
  hasEmail: boolean;
  /** Whether the account has a password. */
  hasPassword: boolean;
  /** Whether signing in takes a code besides the password. */
  secondFactor: boolean;
  /** How many passkeys the account has. */
  passkeys: number;
  /** The providers that the user signs in with. */
  providers: string[];
  /** The devices on which the user is signed in, the one used last first. */
  sessions: AdminSession[];
  /** In how many conversations the user is; nothing of which ones. */
  conversations: number;
  /** Set when they are too many to be counted at once. */
  conversationsAreMinimum: boolean;
}

/** Users. With `role` or `state` a page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on. */
export interface AdminUserPage {
  /** The items of this page, in order. */
  items: AdminUser[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** How much of the text is stored. */
export interface AppendedReply {
  /** How much of the text is stored, in UTF-16 units. */
  offset: number;
}

/** How the text of a message goes on. */
export interface AppendedText {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The sequence number of the message. */
  seq: number;
  /** From where on `text` is the text, in UTF-16 units. If you have less than that, get the message. */
  offset: number;
  /** All of the text from `offset` on. */
  text: string;
}

/** An entry of the audit log. */
export interface AuditRecord {
  /** The id of the entry. Opaque: never parse it. */
  id: string;
  /** When it was done. RFC 3339, UTC, milliseconds. */
  at: string;
  /** What was done, by its name: `suspend`. Later versions add to them. */
  action: string;
  /** The same in words, without who and to whom: `suspended the account`. */
  says: string;
  /** Whether it was done. */
  outcome: 'done' | 'refused';
  /** Who did it: the id of a user, `operator` for a command of the operators, or `unauthenticated`. */
  actor: string;
  /** To whom or to what it was done, by id; `none` where there is neither. */
  subject: string;
  /** Who the actor and the subject are, as far as they are users. */
  users: {
    /** The id of the user. Opaque: never parse it. */
    id: string;
    /** The username. */
    username: string;
    /** The display name. */
    name: string;
  }[];
  /** The device in words; empty where it is unknown. */
  device: string;
  /** What else is recorded: names from a list, and ids. */
  detail: Record<string, string>;
  /** Whether the entry is what was recorded. If not, the database was changed. */
  intact: boolean;
}

/** Entries of the audit log, the newest first. A page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on. */
export interface AuditPage {
  /** The items of this page, in order. */
  items: AuditRecord[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
  /** Entries that should be among these, and are not: they were removed from the database. */
  missing: string[];
}

/** Something that the database should not hold, or lacks. */
export interface AuditProblem {
  /** What is wrong. */
  what: 'entry changed' | 'entry missing' | 'entry not sealed' | 'link changed' | 'link missing';
  /** With which entry or link, by its place. */
  at: string;
}

/** Whether the entries of a part of a day are what was recorded. */
export interface AuditVerification {
  /** A day in UTC, like `2026-11-30`. */
  day: string;
  /** How many entries this part of the check looked at. */
  entries: number;
  /** How many of them are so new that they may not be sealed yet. */
  pending: number;
  /** What is wrong, at most 100; none is good. */
  problems: AuditProblem[];
  /** The `cursor` of the next part of the day; `null` when the whole day is checked. */
  nextCursor: string | null;
}

/** Your account. */
export interface OwnUser {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** The e-mail address. */
  email: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the user may do on this server. */
  role: 'user' | 'moderator' | 'admin';
  /** Whether the user has verified the e-mail address. */
  emailVerified: boolean;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
}

/** A new pair of tokens, and the account they are for. */
export interface AuthReply {
  /** The access token, a JWT. Send it as `Authorization: Bearer <token>`. */
  token: string;
  /** The refresh token. Use it once, to get the next pair of tokens. */
  refreshToken: string;
  /** The lifetime of the access token, in seconds. */
  expiresIn: number;
  /** The signed-in account. */
  user: OwnUser;
  /** Keep it when you sign out, and send it with the next sign-in on this device: it is then no new device, and strangers who guess the password do not lock it out. */
  deviceToken: string;
  /** Fresh recovery codes, where this sign-in turned the second factor on. They are shown this once. */
  recoveryCodes?: string[] | undefined;
}

/** What an authenticator app needs. */
export interface AuthenticatorSetup {
  /** The secret in base32, to type into an authenticator app. */
  secret: string;
  /** The same as an `otpauth:` address, to be shown as a QR code. */
  uri: string;
}

/** A user who cannot come into the group. */
export interface BannedUser {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** When the user was banned. RFC 3339, UTC, milliseconds. */
  bannedAt: string;
  /** The id of the user who banned them. Opaque: never parse it. */
  bannedBy: string;
}

/** The users who cannot come into the group. */
export interface BannedUserPage {
  /** The items of this page, in order. */
  items: BannedUser[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** A user whom you blocked. */
export interface BlockedUser {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The username of the user. */
  username: string;
  /** The display name of the user. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** When you blocked the user. RFC 3339, UTC, milliseconds. */
  blockedAt: string;
}

/** The users whom you blocked. */
export interface BlockedUserPage {
  /** The items of this page, in order. */
  items: BlockedUser[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** A program of yours that takes part. */
export interface Bot {
  /** The id of the bot, which is that of its user too. Opaque: never parse it. */
  id: string;
  /** The username, by which others find it. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** A text about the bot. */
  about: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Whether an operator suspended it: its tokens do not work meanwhile. */
  suspended: boolean;
}

/** Your bots. */
export interface BotList {
  /** The items of this page, in order. */
  items: Bot[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** The user whom a bot belongs to. */
export interface BotOwner {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
}

/** A token of a bot, without its secret. */
export interface BotToken {
  /** The id of the token. Opaque: never parse it. */
  id: string;
  /** What it is for, as its owner wrote. */
  name: string;
  /** What it allows. */
  scopes: (
    | 'conversations:read'
    | 'conversations:write'
    | 'members:write'
    | 'messages:read'
    | 'messages:write'
    | 'media:read'
    | 'media:write'
    | 'users:read'
    | 'presence'
    | 'profile'
    | (string & Record<never, never>)
  )[];
  /** How the token begins, to recognise it by. */
  prefix: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it stops working; `null`: not by itself. */
  expiresAt: string | null;
  /** When it was last used, to the hour; `null` for never. */
  lastUsedAt: string | null;
}

/** The tokens of a bot, those included that have expired. */
export interface BotTokenList {
  /** The items of this page, in order. */
  items: BotToken[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** A part of a text that is formatted, a link or a mention. */
export interface Entity {
  /** What the part is: `pre` is a block of code, `quote` a quotation, `spoiler` is hidden until the reader asks for it. Show parts of types that you do not know as plain text. */
  type:
    | 'bold'
    | 'italic'
    | 'strike'
    | 'code'
    | 'pre'
    | 'quote'
    | 'spoiler'
    | 'link'
    | 'mention'
    | (string & Record<never, never>);
  /** Where the part begins, in UTF-16 code units. */
  start: number;
  /** How long the part is, in UTF-16 code units. */
  length: number;
  /** The id of the user who is mentioned. Opaque: never parse it. */
  userId?: string | undefined;
  /** Of a mention of the whole group: all members, or those who are there. Both count as mentions of every member. */
  target?: 'all' | 'here' | (string & Record<never, never>) | undefined;
  /** The address of a link: http, https or mailto. */
  url?: string | undefined;
  /** The language of a block of code. */
  language?: string | undefined;
}

/** What one can choose in a poll. */
export interface PollOption {
  /** What one can choose. */
  text: string;
  /** How many users chose it. */
  count: number;
}

/** A question that members vote on. */
export interface Poll {
  /** What is asked. */
  question: string;
  /** What one can choose, in order. */
  options: PollOption[];
  /** Whether one can choose several options. */
  multiple: boolean;
  /** Whether no one learns who chose what. */
  anonymous: boolean;
  /** How many users voted. Counts follow the votes within a few seconds. */
  voterCount: number;
  /** From when on there are no more votes; left out where that is open. */
  closesAt?: string | undefined;
  /** When it was closed by a member, if it was. */
  closedAt?: string | undefined;
  /** What you chose, ascending. Left out in events, which are the same for all members. */
  mine?: number[] | undefined;
}

/** A place that was sent. */
export interface SharedLocation {
  /** In degrees, north of the equator above 0. */
  latitude: number;
  /** In degrees, east of Greenwich above 0. */
  longitude: number;
  /** By how many metres the place may be off; left out where that is not known. */
  accuracy?: number | undefined;
  /** What the place is called. */
  label?: string | undefined;
}

/** A contact that was sent. */
export interface SharedContact {
  /** Their name, as the sender wrote it. */
  name: string;
  /** Their phone numbers. */
  phones?: string[] | undefined;
  /** Their e-mail addresses. */
  emails?: string[] | undefined;
  /** The id of the user, if they are one. */
  userId?: string | undefined;
}

/** A file: a picture, video, sound or document. */
export interface Media {
  /** The id of the file. Opaque: never parse it. */
  id: string;
  /** What it is for: to be sent in messages, or to be the picture of a user or group. */
  purpose: 'attachment' | 'avatar';
  /** What it is to a reader. */
  kind: 'image' | 'video' | 'audio' | 'document' | (string & Record<never, never>);
  /** The name to show and to save it by. It ends as its type does. */
  name: string;
  /** The type (MIME). */
  contentType: string;
  /** The size in bytes. */
  size: number;
  /** `uploading`: not there yet; `checking`: what arrived is looked at; `scanning`: malware is looked for; `ready`: it can be downloaded; `blocked`: malware was found; `refused`: it is not what it was said to be. */
  state:
    'uploading' | 'checking' | 'scanning' | 'ready' | 'blocked' | 'refused' | (string & Record<never, never>);
  /** The width in pixels, as it is shown. */
  width?: number | undefined;
  /** The height in pixels, as it is shown. */
  height?: number | undefined;
  /** How long it plays. */
  durationSeconds?: number | undefined;
  /** A blurred picture to show meanwhile: a ThumbHash, in base64. */
  placeholder?: string | undefined;
  /** Of a voice note: how loud it is from its beginning to its end. */
  waveform?: number[] | undefined;
  /** Whether the picture moves. */
  animated?: boolean | undefined;
  /** The widths of the smaller pictures that there are. */
  thumbnails: number[];
  /** When the upload began. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** With `refused`: why. `size_mismatch`, `checksum_mismatch`, `type_mismatch`: it is other than declared; `ambiguous_content`: it is a file of another type too; `too_many_pixels`: the picture is too large; `unreadable`: it is damaged. */
  refusal?:
    | 'size_mismatch'
    | 'checksum_mismatch'
    | 'type_mismatch'
    | 'ambiguous_content'
    | 'too_many_pixels'
    | 'unreadable'
    | (string & Record<never, never>)
    | undefined;
}

/** The message that another one replies to. */
export interface Quote {
  /** The sequence number of the message. */
  seq: number;
  /** The id of the sender. Opaque: never parse it. */
  senderId: string;
  /** How its text begins, as it is now. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first; left out where there are none. */
  entities?: Entity[] | undefined;
  /** The kind of the message; left out where it is a text. */
  kind?:
    | 'text'
    | 'system'
    | 'change'
    | 'poll'
    | 'location'
    | 'contact'
    | (string & Record<never, never>)
    | undefined;
  /** The kind of its first file; left out where it has none. */
  attachment?:
    'image' | 'video' | 'audio' | 'voice' | 'document' | (string & Record<never, never>) | undefined;
  /** When the message was deleted, or `null`. */
  deletedAt: string | null;
  /** When the message expires, at the latest: show nothing of it from then on. */
  expiresAt?: string | undefined;
}

/** The replies to a message. */
export interface Thread {
  /** How many replies there are, to the message and to its replies. */
  count: number;
  /** The sequence number of the last one. */
  lastSeq: number;
  /** The first users who replied. */
  userIds: string[];
  /** Whether you follow the thread. Left out in events, which are the same for all members. */
  following?: boolean | undefined;
  /** How many replies came since you last read the thread that you follow. Left out in events. */
  unreadCount?: number | undefined;
}

/** That a message is pinned. */
export interface Pinned {
  /** When the message was pinned. RFC 3339, UTC, milliseconds. */
  at: string;
  /** The id of the user who pinned it. Opaque: never parse it. */
  userId: string;
}

/** Where a forwarded message comes from. */
export interface Forwarded {
  /** The user who wrote it first; `null` where that is kept back. */
  senderId: string | null;
}

/** A preview of a link. All of it is what a page of the web says: show it as plain text. */
export interface LinkPreview {
  /** The address, as the message has it: http or https. */
  url: string;
  /** The title of the page, in one line. */
  title: string;
  /** What the page is about, in one line. */
  description?: string | undefined;
  /** What the page calls its site. Show the host of `url` too. */
  siteName?: string | undefined;
  /** Its picture, a file like others. Show none that is `refused` or `blocked`. */
  media?: Media | undefined;
}

/** How long messages stay. */
export interface Expiry {
  /** For how many seconds the message stays. */
  seconds: number;
  /** From when that counts: from when it is sent, or from when all other members have read it, as its status says; that at the latest seven days after it was sent. */
  from: 'sending' | 'reading';
}

/** An emoji with which users reacted to a message. */
export interface Reaction {
  /** The emoji. */
  emoji: string;
  /** How many users reacted so. */
  count: number;
  /** The first of them, in the order in which they reacted. */
  userIds: string[];
  /** Whether you are among them. Left out in events, which are the same for all members. */
  mine?: boolean | undefined;
}

/** A change of a message, which has a number of its own. */
export interface MessageChange {
  /** What became of the message. Whatever it is, the message says how it is now. */
  type:
    | 'edited'
    | 'deleted'
    | 'reactions'
    | 'pinned'
    | 'written'
    | 'poll'
    | 'expiring'
    | 'preview'
    | (string & Record<never, never>);
  /** The sequence number of the change. */
  seq: number;
  /** The sequence number of the message. */
  messageSeq: number;
  /** The id of the user who made the change. Opaque: never parse it. */
  userId: string;
}

/** What a group lets its members do. */
export interface GroupSettings {
  /** Who may send messages; with `admins` it is an announcement group. */
  post: 'everyone' | 'admins';
  /** Who may add members. */
  addMembers: 'everyone' | 'admins';
  /** Who may change the name, the picture and the text about the group. */
  changeInfo: 'everyone' | 'admins';
  /** Who may pin messages. */
  pin: 'everyone' | 'admins';
  /** Who may mention all members at once, by `@all` or `@here`. */
  mentionAll: 'everyone' | 'admins';
  /** How many seconds a member waits between two messages; 0: not at all. Admins do not wait. */
  slowModeSeconds: number;
  /** What members who join from now on can read: all messages, or those since they joined. */
  history: 'all' | 'joined';
}

/** Who finds a group, and by what. */
export interface Community {
  /** Who can find the group: `private`: its members only; `public`: every user, in `GET /discover`. */
  visibility: 'private' | 'public';
  /** How a user gets into a public group: `open`: at once; `request`: an admin accepts them. */
  joining: 'open' | 'request';
  /** What the group is about. */
  topics: string[];
  /** The language of the group as a primary tag (BCP 47), or `null`. */
  language: string | null;
}

/** What a system message reports. */
export interface SystemEvent {
  /** What happened. For types that you do not know, show the text of the message. */
  type:
    | 'added'
    | 'joined'
    | 'left'
    | 'removed'
    | 'banned'
    | 'unbanned'
    | 'role'
    | 'owner'
    | 'muted'
    | 'unmuted'
    | 'renamed'
    | 'avatar'
    | 'about'
    | 'settings'
    | 'community'
    | 'welcome'
    | 'rules'
    | 'expiry'
    | (string & Record<never, never>);
  /** The id of the user who did it. Opaque: never parse it. */
  actorId: string;
  /** The users whom it concerns. */
  userIds?: string[] | undefined;
  /** With `role`: what they are now. */
  role?: 'owner' | 'admin' | 'member' | undefined;
  /** With `muted`: until when: a time, or `forever`. */
  until?: string | undefined;
  /** With `renamed`: the name of now. */
  name?: string | undefined;
  /** With `avatar`: the picture of now, or `null`. */
  avatar?: string | null | undefined;
  /** With `about`: the text of now, or `null`. */
  about?: string | null | undefined;
  /** With `settings`: those of now. */
  settings?: GroupSettings | undefined;
  /** With `community`: who finds the group from now on, and by what. */
  community?: Community | undefined;
  /** With `expiry`: how long messages stay that are sent from now on; `null`: they do not expire. */
  expiry?: Expiry | null | undefined;
  /** Where it changed: the number of members after it. */
  memberCount?: number | undefined;
}

/** A message. */
export interface Message {
  /** The id of the message. Opaque: never parse it. */
  id: string;
  /** A sequence number of the conversation. */
  seq: number;
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The id of the sender. Opaque: never parse it. */
  senderId: string;
  /** The kind. A `change` is no message: it says what became of one (`change`). Skip kinds that you do not know. */
  kind: 'text' | 'system' | 'change' | 'poll' | 'location' | 'contact' | (string & Record<never, never>);
  /** The text. That of a system message is plain English, for clients that do not phrase `system` themselves; a poll, location or contact says here in plain lines what it is. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first; left out where there are none. */
  entities?: Entity[] | undefined;
  /** What a message of the kind `poll` asks, and the votes. */
  poll?: Poll | undefined;
  /** The place of a message of the kind `location`. */
  location?: SharedLocation | undefined;
  /** The contact of a message of the kind `contact`. */
  contact?: SharedContact | undefined;
  /** The files of the message, in order. */
  attachments: Media[];
  /** The id of the message that it replies to, or `null`. */
  replyTo: string | null;
  /** What it replies to, where you can see that. Left out in events: ask for the message if you do not have it. */
  quote?: Quote | undefined;
  /** Of a reply: the sequence number of the message at which its thread begins. */
  threadSeq?: number | undefined;
  /** The replies to it; left out where there are none. */
  thread?: Thread | undefined;
  /** When it was pinned, and by whom; left out where it is not. */
  pinned?: Pinned | undefined;
  /** Whether you have saved it. Left out in events, and where you have saved no message of the conversation. */
  starred?: boolean | undefined;
  /** Where it comes from, if it was forwarded. */
  forwarded?: Forwarded | undefined;
  /** Set while its author is still writing it: the text is what is stored so far, and `message:appended` goes on from there. */
  streaming?: true | undefined;
  /** Why the text ends before its author was done: a user stopped it, or the author was not heard of any more. Left out where the text is whole. */
  incomplete?: 'stopped' | 'unfinished' | (string & Record<never, never>) | undefined;
  /** Whether an operator imported it from elsewhere: that its sender wrote it then, the import says. */
  imported?: true | undefined;
  /** The preview of its first link. It comes as a change, some seconds after the message. */
  preview?: LinkPreview | undefined;
  /** When the message was stored. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When the message was last edited, or `null`. */
  editedAt: string | null;
  /** Until when you can edit the message. Only its sender gets it. */
  editableUntil?: string | undefined;
  /** When the message was deleted, or `null`. A deleted message has no text and no files. */
  deletedAt: string | null;
  /** How long the message stays; left out where it does not expire. */
  expires?: Expiry | undefined;
  /** When the message is gone. Where that counts from reading and not all have read it, the latest moment: it is sooner once they have, which is a change of the message. */
  expiresAt?: string | undefined;
  /** The reactions, in the order in which they were first given; left out where there are none. */
  reactions?: Reaction[] | undefined;
  /** The sequence number of the latest change of the message; left out where there was none. Of two readings of a message, the one with the higher number is newer. */
  changeSeq?: number | undefined;
  /** In events and entries that report a change: what became of the message, and under which number. */
  change?: MessageChange | undefined;
  /** The status that every other member has reached. */
  status: 'sent' | 'delivered' | 'read';
  /** What a message of the kind `system` reports. */
  system?: SystemEvent | undefined;
  /** The `clientId` that the message was sent with. Only its sender gets it. */
  clientId?: string | undefined;
}

/** The changes in a conversation. */
export interface ChangesPage {
  /** The changes, ascending by `seq`. */
  items: Message[];
  /** The messages that the entries of the kind `change` are about, as they are now, each once; left out where there are none. One that you can no longer see is missing. */
  messages?: Message[] | undefined;
  /** Every number up to this one is in `items` or skipped for good. */
  upTo: number;
  /** Whether to ask again, with `after` set to `upTo`. */
  hasMore: boolean;
  /** Set when there is too much, or it is too old, to replay: drop the cache and load the newest page. */
  reset: boolean;
}

/** The user has seen notifications on another device: close those that are shown. */
export interface ClearedPush {
  type: 'cleared';
  /** The id of the user whom it is for. Show nothing of it where another user is signed in. */
  recipientId: string;
  /** The ids of the notifications. */
  ids: string[];
  /** How many notifications wait for the user. */
  unreadCount: number;
}

/** A member of the conversation. */
export interface Participant {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** `true` for a bot, which is a program; left out for people. */
  bot?: boolean | undefined;
  /** Whether the user is connected; `false` if hidden. */
  online: boolean;
  /** When the user was last connected; `null` if hidden or never. */
  lastOnline: string | null;
  /** What the member may do in this conversation. */
  role: 'owner' | 'admin' | 'member';
}

/** A conversation, as you see it. */
export interface Conversation {
  /** The id of the conversation. Opaque: never parse it. */
  id: string;
  /** Whether it is a group. A direct conversation is between two users. */
  isGroup: boolean;
  /** The name of the group; `null` in a direct conversation: show the other participant instead. */
  name: string | null;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the group is about, or `null`. */
  about: string | null;
  /** When the conversation was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** The id of the user who created it. Opaque: never parse it. */
  createdBy: string;
  /** The number of members. */
  memberCount: number;
  /** The members; of a large group, the first few. */
  participants: Participant[];
  /** The newest sequence number; 0 if nothing was sent yet. */
  lastSeq: number;
  /** The number of messages by others that you have not read. */
  unreadCount: number;
  /** Set when there are thousands and `unreadCount` may be too low: ask again later. Left out when it is exact. */
  unreadCountIsMinimum?: boolean | undefined;
  /** How many of the unread messages mention you or all members; left out where none do. */
  unreadMentions?: number | undefined;
  /** The settings of the group. Left out in a direct conversation. */
  settings?: GroupSettings | undefined;
  /** Who finds the group, and by what; `null` in a direct conversation. */
  community: Community | null;
  /** How long messages stay that are sent from now on; left out where they do not expire. */
  expiry?: Expiry | undefined;
  /** How many messages are pinned; left out where there are none. */
  pinCount?: number | undefined;
  /** The newest message, or `null`. */
  lastMessage: Message | null;
  /** Your own membership. */
  me: {
    /** What the member may do in this conversation. */
    role: 'owner' | 'admin' | 'member';
    /** Everything up to this sequence number has been read. */
    readSeq: number;
    /** Everything up to this sequence number has been delivered. */
    deliveredSeq: number;
    /** Which messages notify the member. */
    notifications: 'all' | 'mentions' | 'none';
    /** When you joined. RFC 3339, UTC, milliseconds. */
    joinedAt: string;
    /** The sequence number with which you were added; messages up to it are history. Left out where you were in from the start. */
    joinedSeq?: number | undefined;
    /** When `notifications` is `all` again, by itself; left out: never. */
    notificationsUntil?: string | undefined;
    /** Until when admins keep you from sending: a time, or `forever`. Left out where they do not. */
    mutedUntil?: string | undefined;
    /** How many messages you deleted for yourself; left out where there are none. */
    hiddenCount?: number | undefined;
    /** How often you saved messages of it or took them out; left out where you never did. */
    starChanges?: number | undefined;
    /** How many requests to join the group wait; left out where none do. Only its admins get it. */
    pendingRequests?: number | undefined;
  };
}

/** The state of a conversation and of you in it. */
export interface ConversationHead {
  /** The id of the conversation. Opaque: never parse it. */
  id: string;
  /** The newest sequence number. */
  lastSeq: number;
  /** Everything up to this sequence number has been read. */
  readSeq: number;
  /** Everything up to this sequence number has been delivered. */
  deliveredSeq: number;
  /** The sequence number with which you were added; messages up to it are history. Left out where you were in from the start. */
  joinedSeq?: number | undefined;
  /** How many requests to join the group wait; left out where none do. Only its admins get it. */
  pendingRequests?: number | undefined;
  /** How many messages you deleted for yourself; left out where there are none. */
  hiddenCount?: number | undefined;
  /** How often you saved messages of it or took them out; left out where you never did. */
  starChanges?: number | undefined;
  /** The number of messages by others that you have not read. */
  unreadCount: number;
  /** Set when there are thousands and `unreadCount` may be too low: ask again later. Left out when it is exact. */
  unreadCountIsMinimum?: boolean | undefined;
  /** How many of the unread messages mention you or all members; left out where none do. */
  unreadMentions?: number | undefined;
}

/** Conversations, most recent activity first. */
export interface ConversationPage {
  /** The items of this page, in order. */
  items: Conversation[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** The maintained list of topics. */
export interface CountedTopics {
  /** The topics. */
  items: {
    /** The topic. You name it in the language of the user. */
    id: string;
    /** About how many public groups have it. */
    groups: number;
  }[];
}

/** The incoming webhook, with its address. */
export interface CreatedHook {
  /** The id of the incoming webhook. Opaque: never parse it. */
  id: string;
  /** The name under which it posts. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** The id of the bot that its messages are from, a member of the group. Opaque: never parse it. */
  userId: string;
  /** The id of the admin who made it. Opaque: never parse it. */
  createdBy: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** The address to post to. It is shown this once, and those who have it can post. */
  url: string;
}

/** An invitation that was made now. */
export interface CreatedInvitation {
  /** The id of the invitation. Opaque: never parse it. */
  id: string;
  /** The address that it was mailed to, and counts for; `null`: it is a link for any address. */
  email: string | null;
  /** Whether it can still be used. */
  state: 'open' | 'used' | 'expired' | (string & Record<never, never>);
  /** The id of the administrator who made it. Opaque: never parse it. */
  createdBy: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it ends. RFC 3339, UTC, milliseconds. */
  expiresAt: string;
  /** The id of the user who came in by it; `null`: no one yet. */
  usedBy: string | null;
  /** The link to share, shown this once; `null` where it was mailed. */
  url: string | null;
}

/** The webhook, with its secret. */
export interface CreatedWebhook {
  /** The id of the webhook. Opaque: never parse it. */
  id: string;
  /** What it is called, for the admins. */
  name: string;
  /** Where events are posted to. */
  url: string;
  /** The events that are posted. */
  events: (
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'member.joined'
    | 'member.left'
    | 'group.updated'
    | (string & Record<never, never>)
  )[];
  /** Whether events are posted. */
  enabled: boolean;
  /** The id of the admin who made it. Opaque: never parse it. */
  createdBy: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Since when every attempt failed; left out where the last one did not. */
  failingSince?: string | undefined;
  /** Why it was turned off by itself; left out where it was not. */
  disabledReason?: 'failing' | 'gone' | (string & Record<never, never>) | undefined;
  /** Until when requests are signed with the secret of before too; left out where there is none. */
  previousSecretUntil?: string | undefined;
  /** The secret that requests are signed with, as Standard Webhooks says: `whsec_` and 32 bytes in base64. It is shown this once. */
  secret: string;
}

/** The largest file of each kind, in bytes. */
export interface UploadBytes {
  /** The largest picture, in bytes. */
  image: number;
  /** The largest video, in bytes. */
  video: number;
  /** The largest sound, in bytes. */
  audio: number;
  /** The largest other file, in bytes. */
  document: number;
}

/** What administrators decide about this server. A change takes at most 10 seconds to count. */
export interface DeploymentSettings {
  /** Grows with each change. Send it with yours. */
  version: number;
  /** When they were last changed; `null`: never. */
  updatedAt: string | null;
  /** Who changed them last: the id of a user; `null`: they are as at the beginning. */
  updatedBy: string | null;
  /** Who can create an account: `open`: all; `invitation`: those who are invited; `closed`: no one. */
  registration: 'open' | 'invitation' | 'closed';
  /** The domains of addresses with which accounts can be created; empty: all. */
  emailDomains: string[];
  /** The most members of a group. */
  groupMembers: number;
  /** The most messages that a user can send in a minute. */
  messagesPerMinute: number;
  uploadBytes: UploadBytes;
}

/** What you have typed in a conversation and not sent. */
export interface Draft {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** What was typed; empty where nothing waits any more. */
  text: string;
  /** The id of the message to reply to, or `null`. */
  replyTo: string | null;
  /** When it was saved. RFC 3339, UTC, milliseconds. */
  updatedAt: string;
}

/** Your drafts. */
export interface DraftList {
  /** The drafts, in no particular order. */
  items: Draft[];
}

/** An invalid field of a request. */
export interface FieldError {
  /** The path of the field: `data.text`, `participantUsernames.1`; empty for the whole request. */
  path: string;
  /** What is wrong with the field. The wording may change. */
  message: string;
}

/** A thread that you follow. */
export interface FollowedThread {
  /** The message at which the thread begins. */
  message: Message;
}

/** The topics that you follow. */
export interface FollowedTopics {
  /** The topics that you follow. */
  topics: string[];
}

/** Why it was refused. */
export interface ForwardError {
  /** The stable error code: decide by this. For codes that you do not know, decide by the status. */
  code:
    | 'validation_failed'
    | 'invalid_json'
    | 'invalid_cursor'
    | 'unknown_usernames'
    | 'unknown_frame'
    | 'email_not_supported'
    | 'weak_password'
    | 'invalid_link'
    | 'provider_state_invalid'
    | 'cannot_block_self'
    | 'duplicate_usernames'
    | 'cannot_target_self'
    | 'time_in_past'
    | 'not_an_emoji'
    | 'push_endpoint_not_allowed'
    | 'push_keys_invalid'
    | 'url_not_allowed'
    | 'unauthenticated'
    | 'invalid_token'
    | 'token_expired'
    | 'invalid_credentials'
    | 'second_factor_required'
    | 'invalid_code'
    | 'invalid_passkey'
    | 'provider_refused'
    | 'invalid_refresh_token'
    | 'refresh_token_reused'
    | 'edge_required'
    | 'account_suspended'
    | 'password_change_required'
    | 'second_factor_setup_required'
    | 'registration_closed'
    | 'invitation_required'
    | 'invitation_invalid'
    | 'email_domain_not_allowed'
    | 'provider_email_missing'
    | 'provider_email_unverified'
    | 'user_blocked'
    | 'messages_not_accepted'
    | 'invites_not_accepted'
    | 'media_blocked'
    | 'forbidden'
    | 'insufficient_scope'
    | 'role_needs_second_factor'
    | 'outranked'
    | 'muted'
    | 'posting_restricted'
    | 'mention_not_allowed'
    | 'edit_expired'
    | 'member_banned'
    | 'route_not_found'
    | 'user_not_found'
    | 'conversation_not_found'
    | 'message_not_found'
    | 'member_not_found'
    | 'session_not_found'
    | 'passkey_not_found'
    | 'provider_not_found'
    | 'invite_not_found'
    | 'request_not_found'
    | 'identity_not_found'
    | 'media_not_found'
    | 'scheduled_not_found'
    | 'reminder_not_found'
    | 'bot_not_found'
    | 'bot_token_not_found'
    | 'webhook_not_found'
    | 'hook_not_found'
    | 'invitation_not_found'
    | 'username_taken'
    | 'email_taken'
    | 'client_id_conflict'
    | 'too_many_passkeys'
    | 'too_many_identities'
    | 'provider_email_taken'
    | 'identity_taken'
    | 'password_missing'
    | 'block_limit_reached'
    | 'not_a_group'
    | 'already_member'
    | 'group_full'
    | 'rules_not_accepted'
    | 'too_many_invites'
    | 'request_limit_reached'
    | 'already_completed'
    | 'media_not_uploaded'
    | 'media_in_use'
    | 'not_in_parts'
    | 'edit_limit_reached'
    | 'message_streaming'
    | 'stream_ended'
    | 'stream_conflict'
    | 'too_many_reactions'
    | 'too_many_pins'
    | 'too_many_stars'
    | 'hide_limit_reached'
    | 'not_editable'
    | 'not_a_poll'
    | 'poll_closed'
    | 'too_many_scheduled'
    | 'too_many_reminders'
    | 'push_not_available'
    | 'subscription_limit_reached'
    | 'too_many_bots'
    | 'too_many_bot_tokens'
    | 'too_many_webhooks'
    | 'too_many_hooks'
    | 'last_administrator'
    | 'settings_conflict'
    | 'second_factor_not_due'
    | 'invite_expired'
    | 'invite_revoked'
    | 'invite_used_up'
    | 'upload_expired'
    | 'message_deleted'
    | 'payload_too_large'
    | 'message_too_long'
    | 'media_too_large'
    | 'media_type_not_allowed'
    | 'media_mismatch'
    | 'provider_unavailable'
    | 'rate_limited'
    | 'media_quota_exceeded'
    | 'slow_mode'
    | 'internal_error'
    | 'service_unavailable'
    | (string & Record<never, never>);
  /** With `muted`: until when: a time (RFC 3339), or `forever`. */
  mutedUntil?: string | undefined;
  /** With `rate_limited` and `slow_mode`: after how many milliseconds the frame may be sent again. */
  retryAfterMs?: number | undefined;
  /** What went wrong. The wording may change. */
  message: string;
}

/** The stored message. */
export interface SentReply {
  /** The id of the message. Opaque: never parse it. */
  id: string;
  /** A sequence number of the conversation. */
  seq: number;
  /** When the message was stored. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first; left out where there are none. */
  entities?: Entity[] | undefined;
  /** The files of the message, in order; left out where there are none. */
  attachments?: Media[] | undefined;
  /** The kind. A `change` is no message: it says what became of one (`change`). Skip kinds that you do not know. */
  kind?:
    | 'text'
    | 'system'
    | 'change'
    | 'poll'
    | 'location'
    | 'contact'
    | (string & Record<never, never>)
    | undefined;
  /** The text. That of a system message is plain English, for clients that do not phrase `system` themselves; a poll, location or contact says here in plain lines what it is. */
  text?: string | undefined;
  /** What a message of the kind `poll` asks, and the votes. */
  poll?: Poll | undefined;
  /** The place of a message of the kind `location`. */
  location?: SharedLocation | undefined;
  /** The contact of a message of the kind `contact`. */
  contact?: SharedContact | undefined;
  /** Of a reply: the sequence number of the message at which its thread begins. */
  threadSeq?: number | undefined;
  /** How long the message stays; left out where it does not expire. */
  expires?: Expiry | undefined;
  /** When the message is gone. Where that counts from reading and not all have read it, the latest moment: it is sooner once they have, which is a change of the message. */
  expiresAt?: string | undefined;
}

/** What became of a message in one conversation. */
export interface ForwardResult {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The message there; left out where it was refused. */
  sent?: SentReply | undefined;
  /** Why it was refused there; left out where it was sent. */
  error?: ForwardError | undefined;
}

/** What became of a forwarded message in each conversation. */
export interface ForwardReply {
  /** One for each conversation, in the same order. */
  items: ForwardResult[];
}

/** Why a frame was refused. */
export interface FrameError {
  /** The stable error code: decide by this. For codes that you do not know, decide by the status. */
  code:
    | 'validation_failed'
    | 'invalid_json'
    | 'invalid_cursor'
    | 'unknown_usernames'
    | 'unknown_frame'
    | 'email_not_supported'
    | 'weak_password'
    | 'invalid_link'
    | 'provider_state_invalid'
    | 'cannot_block_self'
    | 'duplicate_usernames'
    | 'cannot_target_self'
    | 'time_in_past'
    | 'not_an_emoji'
    | 'push_endpoint_not_allowed'
    | 'push_keys_invalid'
    | 'url_not_allowed'
    | 'unauthenticated'
    | 'invalid_token'
    | 'token_expired'
    | 'invalid_credentials'
    | 'second_factor_required'
    | 'invalid_code'
    | 'invalid_passkey'
    | 'provider_refused'
    | 'invalid_refresh_token'
    | 'refresh_token_reused'
    | 'edge_required'
    | 'account_suspended'
    | 'password_change_required'
    | 'second_factor_setup_required'
    | 'registration_closed'
    | 'invitation_required'
    | 'invitation_invalid'
    | 'email_domain_not_allowed'
    | 'provider_email_missing'
    | 'provider_email_unverified'
    | 'user_blocked'
    | 'messages_not_accepted'
    | 'invites_not_accepted'
    | 'media_blocked'
    | 'forbidden'
    | 'insufficient_scope'
    | 'role_needs_second_factor'
    | 'outranked'
    | 'muted'
    | 'posting_restricted'
    | 'mention_not_allowed'
    | 'edit_expired'
    | 'member_banned'
    | 'route_not_found'
    | 'user_not_found'
    | 'conversation_not_found'
    | 'message_not_found'
    | 'member_not_found'
    | 'session_not_found'
    | 'passkey_not_found'
    | 'provider_not_found'
    | 'invite_not_found'
    | 'request_not_found'
    | 'identity_not_found'
    | 'media_not_found'
    | 'scheduled_not_found'
    | 'reminder_not_found'
    | 'bot_not_found'
    | 'bot_token_not_found'
    | 'webhook_not_found'
    | 'hook_not_found'
    | 'invitation_not_found'
    | 'username_taken'
    | 'email_taken'
    | 'client_id_conflict'
    | 'too_many_passkeys'
    | 'too_many_identities'
    | 'provider_email_taken'
    | 'identity_taken'
    | 'password_missing'
    | 'block_limit_reached'
    | 'not_a_group'
    | 'already_member'
    | 'group_full'
    | 'rules_not_accepted'
    | 'too_many_invites'
    | 'request_limit_reached'
    | 'already_completed'
    | 'media_not_uploaded'
    | 'media_in_use'
    | 'not_in_parts'
    | 'edit_limit_reached'
    | 'message_streaming'
    | 'stream_ended'
    | 'stream_conflict'
    | 'too_many_reactions'
    | 'too_many_pins'
    | 'too_many_stars'
    | 'hide_limit_reached'
    | 'not_editable'
    | 'not_a_poll'
    | 'poll_closed'
    | 'too_many_scheduled'
    | 'too_many_reminders'
    | 'push_not_available'
    | 'subscription_limit_reached'
    | 'too_many_bots'
    | 'too_many_bot_tokens'
    | 'too_many_webhooks'
    | 'too_many_hooks'
    | 'last_administrator'
    | 'settings_conflict'
    | 'second_factor_not_due'
    | 'invite_expired'
    | 'invite_revoked'
    | 'invite_used_up'
    | 'upload_expired'
    | 'message_deleted'
    | 'payload_too_large'
    | 'message_too_long'
    | 'media_too_large'
    | 'media_type_not_allowed'
    | 'media_mismatch'
    | 'provider_unavailable'
    | 'rate_limited'
    | 'media_quota_exceeded'
    | 'slow_mode'
    | 'internal_error'
    | 'service_unavailable'
    | (string & Record<never, never>);
  /** What went wrong. The wording may change. */
  message: string;
  /** The invalid fields of the request, at most 100. */
  errors?: FieldError[] | undefined;
  /** With `muted`: until when: a time (RFC 3339), or `forever`. */
  mutedUntil?: string | undefined;
  /** With `insufficient_scope`: the scope that the token lacks; left out where bots may not do this at all. */
  scope?:
    | 'conversations:read'
    | 'conversations:write'
    | 'members:write'
    | 'messages:read'
    | 'messages:write'
    | 'media:read'
    | 'media:write'
    | 'users:read'
    | 'presence'
    | 'profile'
    | (string & Record<never, never>)
    | undefined;
  /** With `rate_limited` and `slow_mode`: after how many milliseconds the frame may be sent again. */
  retryAfterMs?: number | undefined;
}

/** A file, and the message in which it was sent. */
export interface GalleryItem {
  /** The id of the message. Opaque: never parse it. */
  messageId: string;
  /** A sequence number of the conversation. */
  seq: number;
  /** The id of the sender. Opaque: never parse it. */
  senderId: string;
  /** When the message was stored. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  media: Media;
}

/** Files of a conversation, newest first. */
export interface GalleryPage {
  /** The items of this page, in order. */
  items: GalleryItem[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** A member of a group. */
export interface GroupMember {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** `true` for a bot, which is a program; left out for people. */
  bot?: boolean | undefined;
  /** Whether the user is connected; `false` if hidden. */
  online: boolean;
  /** When the user was last connected; `null` if hidden or never. */
  lastOnline: string | null;
  /** What the member may do in this conversation. */
  role: 'owner' | 'admin' | 'member';
  /** When the member joined. RFC 3339, UTC, milliseconds. */
  joinedAt: string;
  /** Until when the member cannot send: a time, or `forever`. Only admins and the member see it. */
  mutedUntil?: string | undefined;
}

/** Members. Given `q` or `role`, a page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on. */
export interface GroupMemberPage {
  /** The items of this page, in order. */
  items: GroupMember[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** A group, as those see it who are not in it. */
export interface GroupPreview {
  /** The id of the group. Opaque: never parse it. */
  id: string;
  /** The name of the group. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the group is about, or `null`. */
  about: string | null;
  /** The number of members. */
  memberCount: number;
  /** When the group was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Who can find the group: `private`: its members only; `public`: every user, in `GET /discover`. */
  visibility: 'private' | 'public';
  /** How a user gets into a public group: `open`: at once; `request`: an admin accepts them. */
  joining: 'open' | 'request';
  /** What the group is about. */
  topics: string[];
  /** The language of the group as a primary tag (BCP 47), or `null`. */
  language: string | null;
  /** The rules that one accepts on joining, or `null`. */
  rules: string | null;
  /** The version of the rules: it grows with each change of them. 0: there never were any. */
  rulesVersion: number;
  /** What you are to the group: `requested` while your request to join waits for an admin. */
  membership: 'none' | 'requested' | 'member';
}

/** Public groups. A page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on. */
export interface GroupPreviewPage {
  /** The items of this page, in order. */
  items: GroupPreview[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** What new members of a group read. */
export interface GroupWelcome {
  /** What new members read first, or `null`. */
  welcome: string | null;
  /** The rules of the group, or `null`. */
  rules: string | null;
  /** The version of the rules: it grows with each change of them. 0: there never were any. */
  rulesVersion: number;
}

/** A message that you deleted for yourself. */
export interface HiddenMessage {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The sequence number of the message. */
  seq: number;
  /** How many messages you deleted for yourself; left out where there are none. */
  hiddenCount: number;
}

/** An incoming webhook of a group: programs post messages to its address. */
export interface Hook {
  /** The id of the incoming webhook. Opaque: never parse it. */
  id: string;
  /** The name under which it posts. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** The id of the bot that its messages are from, a member of the group. Opaque: never parse it. */
  userId: string;
  /** The id of the admin who made it. Opaque: never parse it. */
  createdBy: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
}

/** The incoming webhooks of a group. */
export interface HookList {
  /** The incoming webhooks, the oldest first. */
  items: Hook[];
}

/** An account at a provider that signs in to yours. */
export interface Identity {
  /** The id of the connection. Opaque: never parse it. */
  id: string;
  /** The id of the provider. Opaque: never parse it. */
  provider: string;
  /** The name of the provider. */
  name: string;
  /** When it was connected. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it last signed in; `null` for never. */
  lastUsedAt: string | null;
}

/** The accounts at providers that sign in to yours. */
export interface IdentityList {
  /** The items of this page, in order. */
  items: Identity[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** An invitation to create an account. */
export interface Invitation {
  /** The id of the invitation. Opaque: never parse it. */
  id: string;
  /** The address that it was mailed to, and counts for; `null`: it is a link for any address. */
  email: string | null;
  /** Whether it can still be used. */
  state: 'open' | 'used' | 'expired' | (string & Record<never, never>);
  /** The id of the administrator who made it. Opaque: never parse it. */
  createdBy: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it ends. RFC 3339, UTC, milliseconds. */
  expiresAt: string;
  /** The id of the user who came in by it; `null`: no one yet. */
  usedBy: string | null;
}

/** Invitations to create an account, the newest first. They are listed for 30 days after their end. */
export interface InvitationPage {
  /** The items of this page, in order. */
  items: Invitation[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** An invite to a group. */
export interface Invite {
  /** The code by which the invite is accepted. Those who have it can come in. */
  code: string;
  /** The link to share: the web client opens the invite. */
  url: string;
  /** The id of the member who made it. Opaque: never parse it. */
  createdBy: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it ends; `null`: never. */
  expiresAt: string | null;
  /** How many users can come in by it; `null`: any number. */
  maxUses: number | null;
  /** How many users came in by it, or asked to. */
  uses: number;
  /** Whether an admin decides about those who accept it. */
  approval: boolean;
}

/** The invites of a group that can still be used, newest first. */
export interface InvitePage {
  /** The items of this page, in order. */
  items: Invite[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** The user who made an invite. */
export interface Inviter {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
}

/** The group that an invite leads to. */
export interface InvitePreview {
  /** The id of the group. Opaque: never parse it. */
  id: string;
  /** The name of the group. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the group is about, or `null`. */
  about: string | null;
  /** The number of members. */
  memberCount: number;
  /** When the group was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Who can find the group: `private`: its members only; `public`: every user, in `GET /discover`. */
  visibility: 'private' | 'public';
  /** How a user gets into a public group: `open`: at once; `request`: an admin accepts them. */
  joining: 'open' | 'request';
  /** What the group is about. */
  topics: string[];
  /** The language of the group as a primary tag (BCP 47), or `null`. */
  language: string | null;
  /** The rules that one accepts on joining, or `null`. */
  rules: string | null;
  /** The version of the rules: it grows with each change of them. 0: there never were any. */
  rulesVersion: number;
  /** What you are to the group: `requested` while your request to join waits for an admin. */
  membership: 'none' | 'requested' | 'member';
  invitedBy: Inviter;
  /** Whether an admin decides about those who accept it. */
  approval: boolean;
}

/** What became of joining. */
export interface JoinReply {
  /** `joined`: you are a member. `requested`: an admin decides about it. */
  outcome: 'joined' | 'requested';
  /** With `joined`: the group. */
  conversation?: Conversation | undefined;
}

/** Where a file is downloaded. Ranges can be asked for. */
export interface MediaAddresses {
  /** The address: signed, and good for a while only. */
  original: string;
  /** The addresses of the smaller pictures, by their width. */
  thumbnails: Record<string, string>;
}

/** A file, and where it is downloaded. */
export interface MediaWithAddresses {
  /** The id of the file. Opaque: never parse it. */
  id: string;
  /** What it is for: to be sent in messages, or to be the picture of a user or group. */
  purpose: 'attachment' | 'avatar';
  /** What it is to a reader. */
  kind: 'image' | 'video' | 'audio' | 'document' | (string & Record<never, never>);
  /** The name to show and to save it by. It ends as its type does. */
  name: string;
  /** The type (MIME). */
  contentType: string;
  /** The size in bytes. */
  size: number;
  /** `uploading`: not there yet; `checking`: what arrived is looked at; `scanning`: malware is looked for; `ready`: it can be downloaded; `blocked`: malware was found; `refused`: it is not what it was said to be. */
  state:
    'uploading' | 'checking' | 'scanning' | 'ready' | 'blocked' | 'refused' | (string & Record<never, never>);
  /** The width in pixels, as it is shown. */
  width?: number | undefined;
  /** The height in pixels, as it is shown. */
  height?: number | undefined;
  /** How long it plays. */
  durationSeconds?: number | undefined;
  /** A blurred picture to show meanwhile: a ThumbHash, in base64. */
  placeholder?: string | undefined;
  /** Of a voice note: how loud it is from its beginning to its end. */
  waveform?: number[] | undefined;
  /** Whether the picture moves. */
  animated?: boolean | undefined;
  /** The widths of the smaller pictures that there are. */
  thumbnails: number[];
  /** When the upload began. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** With `refused`: why. `size_mismatch`, `checksum_mismatch`, `type_mismatch`: it is other than declared; `ambiguous_content`: it is a file of another type too; `too_many_pixels`: the picture is too large; `unreadable`: it is damaged. */
  refusal?:
    | 'size_mismatch'
    | 'checksum_mismatch'
    | 'type_mismatch'
    | 'ambiguous_content'
    | 'too_many_pixels'
    | 'unreadable'
    | (string & Record<never, never>)
    | undefined;
  /** Where it is downloaded; `null` unless it is `ready`. */
  urls: MediaAddresses | null;
  /** Until when the addresses work, at least. */
  expiresAt: string | null;
}

/** Files, and where they are downloaded. */
export interface MediaList {
  /** Those that you may see, in the order asked for. */
  items: MediaWithAddresses[];
}

/** A message that the file is attached to. */
export interface MediaPlace {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** A sequence number of the conversation. */
  seq: number;
}

/** A file as it is now, and where it was sent. */
export interface MediaUpdate {
  media: Media;
  /** Messages that you have the file in, if there are any. */
  places: MediaPlace[];
}

/** A form (`multipart/form-data`) that is posted with the file. */
export interface UploadForm {
  /** The address: signed, and good for a while only. */
  url: string;
  /** The fields of the form. They come first, and last the field `file` with the file. */
  fields: Record<string, string>;
}

/** A part of a file, which is put to its address. */
export interface UploadPart {
  /** The number of the part, from 1. */
  number: number;
  /** The address: signed, and good for a while only. */
  url: string;
  /** The exact size of the part in bytes. */
  size: number;
}

/** An upload in parts, for a large file. */
export interface UploadInParts {
  /** The size of each part but the last, in bytes. */
  partSize: number;
  /** The parts that are missing. */
  parts: UploadPart[];
}

/** Where to upload to. */
export interface MediaUpload {
  /** The id of the file. Opaque: never parse it. */
  id: string;
  /** How the file is uploaded: by a form, or a large one in parts. */
  upload: UploadForm | UploadInParts;
  poster?: UploadForm | undefined;
  /** Until when the addresses work. RFC 3339, UTC, milliseconds. */
  expiresAt: string;
}

/** How far one member has received and read. */
export interface MemberReceipt {
  /** The id of the member. Opaque: never parse it. */
  userId: string;
  /** Everything up to this sequence number has been delivered. */
  deliveredSeq: number;
  /** Everything up to this sequence number has been read. */
  readSeq: number;
}

/** Messages, ascending by `seq`. `nextCursor` continues in the direction of the page. */
export interface MessagePage {
  /** The items of this page, in order. */
  items: Message[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** What a message said at a time. */
export interface MessageRevision {
  /** The text. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first; left out where there are none. */
  entities?: Entity[] | undefined;
  /** When this text was written. RFC 3339, UTC, milliseconds. */
  writtenAt: string;
}

/** What a message said before it was edited, the latest first. */
export interface MessageRevisionPage {
  /** The items of this page, in order. */
  items: MessageRevision[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** A token of a bot, with its secret. */
export interface NewBotToken {
  /** The id of the token. Opaque: never parse it. */
  id: string;
  /** What it is for, as its owner wrote. */
  name: string;
  /** What it allows. */
  scopes: (
    | 'conversations:read'
    | 'conversations:write'
    | 'members:write'
    | 'messages:read'
    | 'messages:write'
    | 'media:read'
    | 'media:write'
    | 'users:read'
    | 'presence'
    | 'profile'
    | (string & Record<never, never>)
  )[];
  /** How the token begins, to recognise it by. */
  prefix: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it stops working; `null`: not by itself. */
  expiresAt: string | null;
  /** When it was last used, to the hour; `null` for never. */
  lastUsedAt: string | null;
  /** The token itself. It is shown this once, and stored as a hash only. */
  token: string;
}

/** Something happened. */
export interface NewPush {
  type: 'new';
  /** The id of the user whom it is for. Show nothing of it where another user is signed in. */
  recipientId: string;
  /** What happened, and where. */
  notification: {
    /** The id of the notification. Opaque: never parse it. */
    id: string;
    /** What happened. `message`: new messages in a conversation, one notification for all of them. */
    kind:
      | 'message'
      | 'mention'
      | 'reply'
      | 'reaction'
      | 'group_added'
      | 'join_request'
      | 'new_device'
      | 'password_changed'
      | 'webhook_disabled'
      | (string & Record<never, never>);
    /** When it happened. RFC 3339, UTC, milliseconds. */
    createdAt: string;
    /** The id of the conversation. Opaque: never parse it. */
    conversationId?: string | undefined;
    /** The sequence number of the message that it is about. */
    seq?: number | undefined;
    /** Who caused it. */
    userId?: string | undefined;
  };
  /** Set where the user wants no sounds: play none. */
  silent: boolean;
  /** How many notifications wait for the user. */
  unreadCount: number;
  /** The name of the group, or in a direct conversation of the other user. */
  title?: string | undefined;
  /** In groups: the name of who wrote it. */
  senderName?: string | undefined;
  /** How the text of the message begins; left out with all names where previews are hidden. */
  body?: string | undefined;
  /** What the message holds besides its text: the kind of its first file, or what it is. */
  content?:
    | 'image'
    | 'video'
    | 'audio'
    | 'voice'
    | 'document'
    | 'poll'
    | 'location'
    | 'contact'
    | (string & Record<never, never>)
    | undefined;
}

/** What you can see of another user; what they hide is `false` or `null`. */
export interface UserSummary {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** `true` for a bot, which is a program; left out for people. */
  bot?: boolean | undefined;
  /** Whether the user is connected; `false` if hidden. */
  online: boolean;
  /** When the user was last connected; `null` if hidden or never. */
  lastOnline: string | null;
}

/** What you have not seen yet. */
export interface Notification {
  /** The id of the notification. Opaque: never parse it. */
  id: string;
  /** What happened. `message`: new messages in a conversation, one notification for all of them. */
  kind:
    | 'message'
    | 'mention'
    | 'reply'
    | 'reaction'
    | 'group_added'
    | 'join_request'
    | 'new_device'
    | 'password_changed'
    | 'webhook_disabled'
    | (string & Record<never, never>);
  /** When it happened; of several messages the last one. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Where it happened; left out where that is in none. */
  conversationId?: string | undefined;
  /** The sequence number of the message that it is about; left out where it is about none. */
  seq?: number | undefined;
  /** Who caused it; left out where that was you. */
  userId?: string | undefined;
  /** How many messages, reactions or requests it stands for; in lists only. */
  count?: number | undefined;
  /** Set when they are too many to be counted at once. */
  countIsMinimum?: boolean | undefined;
  /** The device that it came from, such as `Firefox on Windows`; left out where that is unknown. */
  device?: string | undefined;
  /** Who caused it, as you see them; in lists only. */
  user?: UserSummary | undefined;
  /** What the conversation looks like; in lists only. */
  conversation?:
    | {
        /** Whether it is a group. */
        isGroup: boolean;
        /** The name of the group, or `null`. */
        name: string | null;
        /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
        avatar: string | null;
      }
    | undefined;
  /** The message that it is about, as it is now; in lists only, and left out where you chose to hide previews. */
  message?: Message | undefined;
}

/** What you have not seen yet, newest first. */
export interface NotificationPage {
  /** The items of this page, in order. */
  items: Notification[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
  /** How many notifications there are, on all pages. */
  unreadCount: number;
}

/** When nothing interrupts you. They end on the next day where `to` is not after `from`. */
export interface QuietHours {
  /** The time of day at which they begin, like `22:00`. */
  from: string;
  /** The time of day at which they end, like `22:00`. */
  to: string;
  /** The time zone by its IANA name, like `Europe/Berlin`. */
  timeZone: string;
  /** On which days they begin; left out: on all. */
  days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[] | undefined;
}

/** What notifies you, and how. */
export interface NotificationSettings {
  /** Whether notifications show what messages say. */
  preview: 'shown' | 'hidden';
  /** Which messages of direct conversations notify you, where you have not chosen that for the conversation itself. */
  direct: 'all' | 'mentions' | 'none';
  /** Which messages of groups notify you, where you have not chosen that for the group itself. */
  groups: 'all' | 'mentions' | 'none';
  /** Whether clients play a sound. */
  sounds: boolean;
  /** When nothing interrupts you; `null`: never. */
  quietHours: QuietHours | null;
  /** After how long without a connected device you get an e-mail of what you have not read, or `off`; `null`: this deployment sends none. */
  digest: 'off' | '15m' | '1h' | '6h' | '24h' | null;
}

/** The request succeeded. */
export interface OkReply {
  /** Always `true`. */
  ok: true;
}

/** The stored message, which can be appended to. */
export interface OpenedStream {
  /** The id of the message. Opaque: never parse it. */
  id: string;
  /** A sequence number of the conversation. */
  seq: number;
  /** When the message was stored. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Of a reply: the sequence number of the message at which its thread begins. */
  threadSeq?: number | undefined;
  /** How much of the text is stored, in UTF-16 units: go on from there. */
  offset: number;
}

/** Who can see and do what. `contacts` are the users with whom the user shares a direct conversation. */
export interface Privacy {
  /** Who can see whether the user is online, and when they last were. */
  presence: 'everyone' | 'contacts' | 'nobody';
  /** Who can see the text about the user. */
  about: 'everyone' | 'contacts' | 'nobody';
  /** Who can see the picture of the user. */
  avatar: 'everyone' | 'contacts' | 'nobody';
  /** Who can see how far the user has read from now on; with `contacts` members of direct conversations only. */
  receipts: 'everyone' | 'contacts' | 'nobody';
  /** Who can start a direct conversation with the user. */
  messages: 'everyone' | 'contacts' | 'nobody';
  /** Who can add the user to a group. */
  groups: 'everyone' | 'contacts' | 'nobody';
  /** Who can forward messages of the user under their name. */
  forwards: 'everyone' | 'contacts' | 'nobody';
  /** Whether the server reads the pages that links in messages of the user lead to, for previews. */
  linkPreviews: boolean;
}

/** Your account, with the fields that only you can see. */
export interface OwnProfile {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** The e-mail address. */
  email: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the user may do on this server. */
  role: 'user' | 'moderator' | 'admin';
  /** Whether the user has verified the e-mail address. */
  emailVerified: boolean;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** A text about the user, written by them. */
  about: string;
  privacy: Privacy;
}

/** What you chose in a poll. */
export interface OwnVote {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The sequence number of the message. */
  seq: number;
  /** The options that were chosen, by their index, ascending. */
  mine: number[];
}

/** A key on a device that signs in instead of the password. */
export interface Passkey {
  /** The id of the passkey. Opaque: never parse it. */
  id: string;
  /** The name that its owner gave it. */
  name: string;
  /** When it was added. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it last signed in; `null` for never. */
  lastUsedAt: string | null;
}

/** What a browser needs to make or use a passkey. */
export interface PasskeyCeremony {
  /** The id of the challenge, which is good once, for five minutes. Opaque: never parse it. */
  challengeId: string;
  /** What the browser is given: `PublicKeyCredential.parseCreationOptionsFromJSON()` or its twin for sign-in reads it. */
  options: {
    /** The challenge. */
    challenge: string;
    [other: string]: unknown;
  };
}

/** Your passkeys. */
export interface PasskeyList {
  /** The items of this page, in order. */
  items: Passkey[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** The pinned messages of a conversation that you can see. */
export interface PinList {
  /** The messages, the one pinned last first. */
  items: Message[];
}

/** A user who voted in a poll. */
export interface PollVoter {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** The options that were chosen, by their index, ascending. */
  options: number[];
  /** When they voted last. RFC 3339, UTC, milliseconds. */
  at: string;
}

/** Users who voted in a poll, in no particular order. */
export interface PollVoterPage {
  /** The items of this page, in order. */
  items: PollVoter[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** Why a request was refused. */
export interface Problem {
  /** The stable error code: decide by this. For codes that you do not know, decide by the status. */
  code:
    | 'validation_failed'
    | 'invalid_json'
    | 'invalid_cursor'
    | 'unknown_usernames'
    | 'unknown_frame'
    | 'email_not_supported'
    | 'weak_password'
    | 'invalid_link'
    | 'provider_state_invalid'
    | 'cannot_block_self'
    | 'duplicate_usernames'
    | 'cannot_target_self'
    | 'time_in_past'
    | 'not_an_emoji'
    | 'push_endpoint_not_allowed'
    | 'push_keys_invalid'
    | 'url_not_allowed'
    | 'unauthenticated'
    | 'invalid_token'
    | 'token_expired'
    | 'invalid_credentials'
    | 'second_factor_required'
    | 'invalid_code'
    | 'invalid_passkey'
    | 'provider_refused'
    | 'invalid_refresh_token'
    | 'refresh_token_reused'
    | 'edge_required'
    | 'account_suspended'
    | 'password_change_required'
    | 'second_factor_setup_required'
    | 'registration_closed'
    | 'invitation_required'
    | 'invitation_invalid'
    | 'email_domain_not_allowed'
    | 'provider_email_missing'
    | 'provider_email_unverified'
    | 'user_blocked'
    | 'messages_not_accepted'
    | 'invites_not_accepted'
    | 'media_blocked'
    | 'forbidden'
    | 'insufficient_scope'
    | 'role_needs_second_factor'
    | 'outranked'
    | 'muted'
    | 'posting_restricted'
    | 'mention_not_allowed'
    | 'edit_expired'
    | 'member_banned'
    | 'route_not_found'
    | 'user_not_found'
    | 'conversation_not_found'
    | 'message_not_found'
    | 'member_not_found'
    | 'session_not_found'
    | 'passkey_not_found'
    | 'provider_not_found'
    | 'invite_not_found'
    | 'request_not_found'
    | 'identity_not_found'
    | 'media_not_found'
    | 'scheduled_not_found'
    | 'reminder_not_found'
    | 'bot_not_found'
    | 'bot_token_not_found'
    | 'webhook_not_found'
    | 'hook_not_found'
    | 'invitation_not_found'
    | 'username_taken'
    | 'email_taken'
    | 'client_id_conflict'
    | 'too_many_passkeys'
    | 'too_many_identities'
    | 'provider_email_taken'
    | 'identity_taken'
    | 'password_missing'
    | 'block_limit_reached'
    | 'not_a_group'
    | 'already_member'
    | 'group_full'
    | 'rules_not_accepted'
    | 'too_many_invites'
    | 'request_limit_reached'
    | 'already_completed'
    | 'media_not_uploaded'
    | 'media_in_use'
    | 'not_in_parts'
    | 'edit_limit_reached'
    | 'message_streaming'
    | 'stream_ended'
    | 'stream_conflict'
    | 'too_many_reactions'
    | 'too_many_pins'
    | 'too_many_stars'
    | 'hide_limit_reached'
    | 'not_editable'
    | 'not_a_poll'
    | 'poll_closed'
    | 'too_many_scheduled'
    | 'too_many_reminders'
    | 'push_not_available'
    | 'subscription_limit_reached'
    | 'too_many_bots'
    | 'too_many_bot_tokens'
    | 'too_many_webhooks'
    | 'too_many_hooks'
    | 'last_administrator'
    | 'settings_conflict'
    | 'second_factor_not_due'
    | 'invite_expired'
    | 'invite_revoked'
    | 'invite_used_up'
    | 'upload_expired'
    | 'message_deleted'
    | 'payload_too_large'
    | 'message_too_long'
    | 'media_too_large'
    | 'media_type_not_allowed'
    | 'media_mismatch'
    | 'provider_unavailable'
    | 'rate_limited'
    | 'media_quota_exceeded'
    | 'slow_mode'
    | 'internal_error'
    | 'service_unavailable'
    | (string & Record<never, never>);
  /** What went wrong this time. The wording may change. */
  detail: string;
  /** The id of the request, as in the logs. Opaque: never parse it. */
  requestId: string;
  /** The invalid fields of the request, at most 100. */
  errors?: FieldError[] | undefined;
  /** With `invalid_code`: by how many seconds the clock of the device that makes the codes is off, where that is why; below 0, it is behind. */
  clockSkewSeconds?: number | undefined;
  /** With `account_suspended`: when it ends; `null`: when it is lifted. */
  until?: string | null | undefined;
  /** With `account_suspended`: what the one who did it wrote; it may be empty. */
  reason?: string | undefined;
  /** With `muted`: until when: a time (RFC 3339), or `forever`. */
  mutedUntil?: string | undefined;
  /** With `insufficient_scope`: the scope that the token lacks; left out where bots may not do this at all. */
  scope?:
    | 'conversations:read'
    | 'conversations:write'
    | 'members:write'
    | 'messages:read'
    | 'messages:write'
    | 'media:read'
    | 'media:write'
    | 'users:read'
    | 'presence'
    | 'profile'
    | (string & Record<never, never>)
    | undefined;
}

/** A provider that people sign in with. */
export interface Provider {
  /** The id of the provider. Opaque: never parse it. */
  id: string;
  /** Its name, for the button: `Google`. */
  name: string;
}

/** The providers of this deployment; empty if there are none. */
export interface ProviderList {
  /** The items of this page, in order. */
  items: Provider[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** What is still needed to sign in. */
export interface ProviderPending {
  /** What is still needed: `code` for the second factor, `username` for a new account. */
  needs: 'code' | 'username' | (string & Record<never, never>);
  /** Stands for what the provider said. Send it with what is needed. */
  token: string;
  /** How many seconds the token is good for. */
  expiresIn: number;
  /** The address of a new account; `null` where there is one. */
  email: string | null;
  /** A username that is free and could fit; empty for none. */
  username: string;
  /** The name that the provider gave; empty for none. */
  name: string;
}

/** Either a session or what is still needed for one. */
export interface ProviderOutcome {
  /** The session, if nothing else is needed. */
  auth: AuthReply | null;
  /** What is needed otherwise. */
  pending: ProviderPending | null;
}

/** A sign-in with a provider that has begun. */
export interface ProviderStart {
  /** The page of the provider. Open it in the same window. */
  url: string;
  /** Keep it where only this browser window has it, and send it when the provider has sent the browser back. */
  ticket: string;
  /** How many seconds the ticket is good for; it is good once. */
  expiresIn: number;
}

/** What a device needs to subscribe to pushes. */
export interface PushKey {
  /** The `applicationServerKey` (VAPID): 65 bytes in base64url. It stays the same. */
  publicKey: string;
  /** The types of subscriptions that this deployment takes. */
  types: ('web' | 'fcm' | 'apns' | (string & Record<never, never>))[];
}

/** What a push says. */
export type PushPayload = NewPush | ClearedPush;

/** A user who reacted to a message. */
export interface ReactionUser {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** The emoji. */
  emoji: string;
  /** When they reacted. RFC 3339, UTC, milliseconds. */
  at: string;
}

/** Users who reacted to a message, by emoji. */
export interface ReactionUserPage {
  /** The items of this page, in order. */
  items: ReactionUser[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** How far a member has received and read a conversation. */
export interface Receipt {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The id of the member. Opaque: never parse it. */
  userId: string;
  /** Everything up to this sequence number has been delivered. */
  deliveredSeq: number;
  /** Everything up to this sequence number has been read. */
  readSeq: number;
}

/** How far each member has received and read. */
export interface ReceiptPage {
  /** The items of this page, in order. */
  items: MemberReceipt[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** Codes for the day when the authenticator app is lost. */
export interface RecoveryCodes {
  /** Fresh recovery codes. They are shown this once. */
  recoveryCodes: string[];
}

/** Who can create an account. */
export interface RegistrationInfo {
  /** Who can create an account: `open`: all; `invitation`: those who are invited; `closed`: no one. */
  registration: 'open' | 'invitation' | 'closed';
  /** The domains that addresses must have; empty: any. */
  emailDomains: string[];
}

/** A message that you are reminded of at a time. */
export interface Reminder {
  /** The id of the message, which is that of the reminder too. Opaque: never parse it. */
  id: string;
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** A sequence number of the conversation. */
  seq: number;
  /** When to remind. RFC 3339, UTC, milliseconds. */
  at: string;
  /** What the user noted; it may be empty. */
  note: string;
  /** Whether its time has come. It stays until it is deleted or gets another time. */
  due: boolean;
  /** Grows with each change: of two readings, the higher one is newer. */
  version: number;
  /** The message as it is now. */
  message: Message;
}

/** Your reminders, of messages that you can see. */
export interface ReminderList {
  /** The reminders by their time, the earliest first: those that are due, then the others. */
  items: Reminder[];
}

/** Which reminder is no more. */
export interface ReminderRemoved {
  /** The id of the message. Opaque: never parse it. */
  id: string;
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
}

/** A user who asks to join. */
export interface Requester {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
}

/** A request to join a group. */
export interface RequestToJoin {
  user: Requester;
  /** What the user wrote, or `null`. */
  message: string | null;
  /** When the user asked. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** By whose invite the user asks; `null`: by none. */
  invitedBy: Inviter | null;
}

/** The requests to join that wait, oldest first. */
export interface RequestPage {
  /** The items of this page, in order. */
  items: RequestToJoin[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** A message of yours that is sent at a time. */
export interface ScheduledMessage {
  /** The id of the scheduled message. Opaque: never parse it. */
  id: string;
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The text. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first; left out where there are none. */
  entities?: Entity[] | undefined;
  /** The files of the message, in order. */
  attachments: Media[];
  /** The id of the message that it replies to, or `null`. */
  replyTo: string | null;
  /** When it is sent. RFC 3339, UTC, milliseconds. */
  sendAt: string;
  /** When it was scheduled. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Why it could not be sent at its time; left out while it waits. It stays: send it, change it or delete it. */
  failure?:
    | 'validation_failed'
    | 'invalid_json'
    | 'invalid_cursor'
    | 'unknown_usernames'
    | 'unknown_frame'
    | 'email_not_supported'
    | 'weak_password'
    | 'invalid_link'
    | 'provider_state_invalid'
    | 'cannot_block_self'
    | 'duplicate_usernames'
    | 'cannot_target_self'
    | 'time_in_past'
    | 'not_an_emoji'
    | 'push_endpoint_not_allowed'
    | 'push_keys_invalid'
    | 'url_not_allowed'
    | 'unauthenticated'
    | 'invalid_token'
    | 'token_expired'
    | 'invalid_credentials'
    | 'second_factor_required'
    | 'invalid_code'
    | 'invalid_passkey'
    | 'provider_refused'
    | 'invalid_refresh_token'
    | 'refresh_token_reused'
    | 'edge_required'
    | 'account_suspended'
    | 'password_change_required'
    | 'second_factor_setup_required'
    | 'registration_closed'
    | 'invitation_required'
    | 'invitation_invalid'
    | 'email_domain_not_allowed'
    | 'provider_email_missing'
    | 'provider_email_unverified'
    | 'user_blocked'
    | 'messages_not_accepted'
    | 'invites_not_accepted'
    | 'media_blocked'
    | 'forbidden'
    | 'insufficient_scope'
    | 'role_needs_second_factor'
    | 'outranked'
    | 'muted'
    | 'posting_restricted'
    | 'mention_not_allowed'
    | 'edit_expired'
    | 'member_banned'
    | 'route_not_found'
    | 'user_not_found'
    | 'conversation_not_found'
    | 'message_not_found'
    | 'member_not_found'
    | 'session_not_found'
    | 'passkey_not_found'
    | 'provider_not_found'
    | 'invite_not_found'
    | 'request_not_found'
    | 'identity_not_found'
    | 'media_not_found'
    | 'scheduled_not_found'
    | 'reminder_not_found'
    | 'bot_not_found'
    | 'bot_token_not_found'
    | 'webhook_not_found'
    | 'hook_not_found'
    | 'invitation_not_found'
    | 'username_taken'
    | 'email_taken'
    | 'client_id_conflict'
    | 'too_many_passkeys'
    | 'too_many_identities'
    | 'provider_email_taken'
    | 'identity_taken'
    | 'password_missing'
    | 'block_limit_reached'
    | 'not_a_group'
    | 'already_member'
    | 'group_full'
    | 'rules_not_accepted'
    | 'too_many_invites'
    | 'request_limit_reached'
    | 'already_completed'
    | 'media_not_uploaded'
    | 'media_in_use'
    | 'not_in_parts'
    | 'edit_limit_reached'
    | 'message_streaming'
    | 'stream_ended'
    | 'stream_conflict'
    | 'too_many_reactions'
    | 'too_many_pins'
    | 'too_many_stars'
    | 'hide_limit_reached'
    | 'not_editable'
    | 'not_a_poll'
    | 'poll_closed'
    | 'too_many_scheduled'
    | 'too_many_reminders'
    | 'push_not_available'
    | 'subscription_limit_reached'
    | 'too_many_bots'
    | 'too_many_bot_tokens'
    | 'too_many_webhooks'
    | 'too_many_hooks'
    | 'last_administrator'
    | 'settings_conflict'
    | 'second_factor_not_due'
    | 'invite_expired'
    | 'invite_revoked'
    | 'invite_used_up'
    | 'upload_expired'
    | 'message_deleted'
    | 'payload_too_large'
    | 'message_too_long'
    | 'media_too_large'
    | 'media_type_not_allowed'
    | 'media_mismatch'
    | 'provider_unavailable'
    | 'rate_limited'
    | 'media_quota_exceeded'
    | 'slow_mode'
    | 'internal_error'
    | 'service_unavailable'
    | (string & Record<never, never>)
    | undefined;
  /** Grows with each change: of two readings, the higher one is newer. */
  version: number;
}

/** Your scheduled messages. */
export interface ScheduledList {
  /** The scheduled messages, the next one first. */
  items: ScheduledMessage[];
}

/** Which scheduled message is no more. */
export interface ScheduledRemoved {
  /** The id of the scheduled message. Opaque: never parse it. */
  id: string;
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** Whether it was sent; otherwise it was deleted. */
  sent: boolean;
}

/** A part of the text in which a word was found. */
export interface SearchMark {
  /** Where it begins in `message.text`, in UTF-16 units. */
  start: number;
  /** How long it is, in UTF-16 units. */
  length: number;
}

/** A message that was found. Its place is `conversationId` and `seq`. */
export interface SearchHit {
  message: Message;
  /** Where the words stand, ascending: the first of them. */
  marks: SearchMark[];
}

/** Messages that were found, newest first. A page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on. */
export interface SearchPage {
  /** The messages of this page, in order. */
  items: SearchHit[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** How your account is protected besides the password. */
export interface SecondFactor {
  /** Whether signing in takes a code besides the password. */
  on: boolean;
  /** When it was turned on; `null` if it is off. */
  since: string | null;
  /** How many recovery codes are unused. */
  recoveryCodesLeft: number;
}

/** A device that is signed in. */
export interface Session {
  /** The id of the session. Opaque: never parse it. */
  id: string;
  /** What signed in, in words: `Firefox on Windows`; empty if it did not say. */
  device: string;
  /** Whether it is the session that asks. */
  current: boolean;
  /** Whether it has an open socket. */
  connected: boolean;
  /** When it signed in. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it signed in or last got new tokens, which it does every 15 minutes while in use. RFC 3339, UTC, milliseconds. */
  lastUsedAt: string;
}

/** Your devices. */
export interface SessionList {
  /** The items of this page, in order. */
  items: Session[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** Whether you have saved a message. */
export interface Star {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The sequence number of the message. */
  seq: number;
  /** Whether it is among your saved messages. */
  starred: boolean;
  /** When you saved it, or took it out. RFC 3339, UTC, milliseconds. */
  at: string;
}

/** A message that you have saved. */
export interface StarredMessage {
  /** The message as it is now. */
  message: Message;
  /** When you saved it. RFC 3339, UTC, milliseconds. */
  at: string;
}

/** Your saved messages, the one saved last first. */
export interface StarPage {
  /** The items of this page, in order. */
  items: StarredMessage[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** That you saved a message, or took it out. */
export interface StarUpdate {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The sequence number of the message. */
  seq: number;
  /** Whether it is among your saved messages. */
  starred: boolean;
  /** When you saved it, or took it out. RFC 3339, UTC, milliseconds. */
  at: string;
  /** How often you saved messages of it or took them out; left out where you never did. */
  starChanges: number;
}

/** Your current status. */
export interface StatusReply {
  /** How you appear while connected; `invisible` looks like being offline. */
  status: 'online' | 'away' | 'invisible';
}

/** Public groups for you. */
export interface SuggestedGroups {
  /** The groups, the best first. */
  items: GroupPreview[];
}

/** The conversations that changed. */
export interface SyncReply {
  /** The conversations that changed since the cursor. */
  conversations: ConversationHead[];
  /** In how many conversations the user is. Who knows of more is no longer in some: a sync without a cursor names all. */
  total: number;
  /** The `cursor` of the next sync. */
  cursor: string;
  /** Whether to sync again immediately, with this `cursor`. */
  hasMore: boolean;
}

/** Threads that you follow, the latest reply first. */
export interface ThreadPage {
  /** The items of this page, in order. */
  items: FollowedThread[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** Whether you follow a thread, and how much of it is unread. */
export interface ThreadStanding {
  /** Whether you follow the thread. Left out in events, which are the same for all members. */
  following: boolean;
  /** How many replies came since you last read the thread that you follow. Left out in events. */
  unreadCount: number;
}

/** Where you stand in a thread. */
export interface ThreadUpdate {
  /** Whether you follow the thread. Left out in events, which are the same for all members. */
  following: boolean;
  /** How many replies came since you last read the thread that you follow. Left out in events. */
  unreadCount: number;
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** A sequence number of the conversation. */
  seq: number;
}

/** A new pair of tokens. */
export interface TokenReply {
  /** The access token, a JWT. Send it as `Authorization: Bearer <token>`. */
  token: string;
  /** The refresh token. Use it once, to get the next pair of tokens. */
  refreshToken: string;
  /** The lifetime of the access token, in seconds. */
  expiresIn: number;
}

/** The parts of an upload. */
export interface UploadParts {
  /** The size of each part but the last, in bytes. */
  partSize: number;
  /** The parts that are missing. */
  parts: UploadPart[];
  /** The parts that have arrived. */
  done: number[];
  /** Until when the addresses work. RFC 3339, UTC, milliseconds. */
  expiresAt: string;
}

/** The users found. */
export interface UserPage {
  /** The items of this page, in order. */
  items: UserSummary[];
  /** The `cursor` of the next page; `null` at the end. */
  nextCursor: string | null;
}

/** The public profile of a user. */
export interface UserProfile {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** `true` for a bot, which is a program; left out for people. */
  bot?: boolean | undefined;
  /** Whether the user is connected; `false` if hidden. */
  online: boolean;
  /** When the user was last connected; `null` if hidden or never. */
  lastOnline: string | null;
  /** A text about the user, written by them; `null` if hidden. */
  about: string | null;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Of a bot: the user whom it belongs to; `null` for one that belongs to a group. Left out for people. */
  owner?: BotOwner | null | undefined;
}

/** What you can see of a user from now on. */
export interface UserUpdate {
  /** The id of the user. Opaque: never parse it. */
  id: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** The picture; `null` if there is none, or if it is hidden from you. */
  avatar: string | null;
  /** A text about the user, written by them; `null` if hidden. */
  about: string | null;
}

/** Whether a username is free. */
export interface UsernameReply {
  /** Whether a new account could take the username now; `false` also for what is not a username. */
  available: boolean;
}

/** A webhook of a group: where its events are posted to. */
export interface Webhook {
  /** The id of the webhook. Opaque: never parse it. */
  id: string;
  /** What it is called, for the admins. */
  name: string;
  /** Where events are posted to. */
  url: string;
  /** The events that are posted. */
  events: (
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'member.joined'
    | 'member.left'
    | 'group.updated'
    | (string & Record<never, never>)
  )[];
  /** Whether events are posted. */
  enabled: boolean;
  /** The id of the admin who made it. Opaque: never parse it. */
  createdBy: string;
  /** When it was made. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** Since when every attempt failed; left out where the last one did not. */
  failingSince?: string | undefined;
  /** Why it was turned off by itself; left out where it was not. */
  disabledReason?: 'failing' | 'gone' | (string & Record<never, never>) | undefined;
  /** Until when requests are signed with the secret of before too; left out where there is none. */
  previousSecretUntil?: string | undefined;
}

/** An attempt to post an event. What was posted is not kept. */
export interface WebhookDelivery {
  /** The `webhook-id`: that of one event, the same at each attempt. */
  id: string;
  /** What was posted. */
  event:
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'member.joined'
    | 'member.left'
    | 'group.updated'
    | 'test'
    | (string & Record<never, never>);
  /** When it was tried. RFC 3339, UTC, milliseconds. */
  at: string;
  /** Which attempt it was, from 1. */
  attempt: number;
  /** Whether the server took it: it answered with a status of 200 to 299 in time. */
  delivered: boolean;
  /** The status of the answer; left out where there was none. */
  status?: number | undefined;
  /** Why there was no answer; left out where there was one. */
  failure?: 'address' | 'connection' | 'tls' | 'timeout' | (string & Record<never, never>) | undefined;
  /** How long it took. */
  milliseconds: number;
  /** When it is tried again; left out where it is not. */
  nextAt?: string | undefined;
}

/** The latest attempts of a webhook, of the last seven days. */
export interface WebhookDeliveries {
  /** The attempts, the latest first. */
  items: WebhookDelivery[];
}

/** The webhooks of a group. */
export interface WebhookList {
  /** The webhooks, the oldest first. */
  items: Webhook[];
}

/** A request to try the webhook, which is on its way. */
export interface WebhookTest {
  /** The `webhook-id` of the request, by which it is found in the deliveries. */
  id: string;
}

/** Whom to add. */
export interface AddMembersRequest {
  /** The usernames of the new members: all are added, or none. */
  usernames: string[];
}

/** What `navigator.credentials.create()` gives, as JSON. */
export interface RegistrationResponse {
  /** The id of the credential, in base64url. */
  id: string;
  /** The id once more, in base64url. */
  rawId: string;
  /** The kind of credential. */
  type: 'public-key';
  /** What extensions said; not looked at. */
  clientExtensionResults?:
    | {
        [other: string]: unknown;
      }
    | undefined;
  /** The answer of the device. */
  response: {
    /** What the browser saw: challenge, origin and purpose, in base64url. */
    clientDataJSON: string;
    /** The public key and where it comes from, in base64url. */
    attestationObject: string;
    /** How the device is reached. */
    transports?: string[] | undefined;
    [other: string]: unknown;
  };
  [other: string]: unknown;
}

/** The passkey that the browser made. */
export interface AddPasskeyRequest {
  /** Opaque: never parse it. */
  challengeId: string;
  /** A name for it, such as that of the device. */
  name: string;
  response: RegistrationResponse;
}

/** How the text goes on. */
export interface AppendRequest {
  /** From where on `text` is the text, in UTF-16 units of the text as it is stored, where CRLF is one newline: the `offset` that you were last answered. */
  offset: number;
  /** All of the text from `offset` on, also what earlier appends said and no answer reports as stored. It may be empty. */
  text: string;
  /** Whether to store the text. Ask for it every 1,500 characters or 20 seconds. Within a second after the last time the text is pushed and not stored; the `offset` of the answer tells. */
  checkpoint?: boolean | undefined;
}

/** What `navigator.credentials.get()` gives, as JSON. */
export interface AuthenticationResponse {
  /** The id of the credential, in base64url. */
  id: string;
  /** The id once more, in base64url. */
  rawId: string;
  /** The kind of credential. */
  type: 'public-key';
  /** What extensions said; not looked at. */
  clientExtensionResults?:
    | {
        [other: string]: unknown;
      }
    | undefined;
  /** The answer of the device. */
  response: {
    /** What the browser saw: challenge, origin and purpose, in base64url. */
    clientDataJSON: string;
    /** What the device says, in base64url. */
    authenticatorData: string;
    /** The signature, in base64url. */
    signature: string;
    /** The user, in base64url. */
    userHandle?: string | null | undefined;
    [other: string]: unknown;
  };
  [other: string]: unknown;
}

/** Your password, and the new address. */
export interface ChangeEmailRequest {
  /** The password of the account. */
  password: string;
  /** The e-mail address. One account per address; case does not matter. The domain can be in any script, the mailbox only in ASCII. */
  email: string;
  /** The code of the authenticator app, or a recovery code. Needed where the second factor is on: without it the answer is `second_factor_required`. */
  code?: string | undefined;
}

/** The current and the new password. */
export interface ChangePasswordRequest {
  /** The password of the account. */
  currentPassword: string;
  /** The password: 8 to 72 bytes of UTF-8 in composed form (NFC), so at most 72 characters. */
  newPassword: string;
  /** The code of the authenticator app, or a recovery code. Needed where the second factor is on: without it the answer is `second_factor_required`. */
  code?: string | undefined;
}

/** A part of the text that is formatted, a link or a mention. */
export interface GivenEntity {
  /** What the part is. */
  type: 'bold' | 'italic' | 'strike' | 'code' | 'pre' | 'quote' | 'spoiler' | 'link' | 'mention';
  /** Where the part begins, in UTF-16 code units. */
  start: number;
  /** How long the part is, in UTF-16 code units. */
  length: number;
  /** Of a mention: who is mentioned; must be a member of the conversation. */
  userId?: string | undefined;
  /** Of a mention of the whole group: which. */
  target?: 'all' | 'here' | undefined;
  /** Of a link: its address, http, https or mailto. Of ASCII characters, as `URL.href` has them. */
  url?: string | undefined;
  /** Of a block of code: its language. */
  language?: string | undefined;
}

/** The whole message as it is to be sent, and when. */
export interface ChangeScheduledRequest {
  /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
  entities?: GivenEntity[] | undefined;
  /** Whether mentions are also found in what `entities` leave plain, as they are without `entities`. */
  findMentions?: boolean | undefined;
  /** The ids of uploaded files, in the order in which they are shown: your own, or those of messages that you can see. */
  attachments?: string[] | undefined;
  /** The id of the message of this conversation that it replies to. */
  replyTo?: string | null | undefined;
  /** When to send it: a time (RFC 3339), 10 seconds to 366 days ahead. Errors: must be at least 10 seconds ahead; must be at most 366 days ahead. */
  sendAt: string;
}

/** What the message says in the end: the whole text, which takes the place of what was appended. */
export interface CloseStreamRequest {
  /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
  entities?: GivenEntity[] | undefined;
}

/** The bot to make. */
export interface CreateBotRequest {
  /** Its username, unique among people and bots. */
  username: string;
  /** The display name. */
  name: string;
  /** A text about the user, written by them. */
  about?: string | undefined;
}

/** The token to make. */
export interface CreateBotTokenRequest {
  /** What it is for, such as where it is kept. */
  name: string;
  /** What it allows. Give it no more than it needs. */
  scopes: (
    | 'conversations:read'
    | 'conversations:write'
    | 'members:write'
    | 'messages:read'
    | 'messages:write'
    | 'media:read'
    | 'media:write'
    | 'users:read'
    | 'presence'
    | 'profile'
  )[];
  /** After how many seconds it stops working: a year at most, or `null` for never. Left out, after 90 days. */
  expiresIn?: number | null | undefined;
}

/** One username and no `name`: the direct conversation with that user. Otherwise a group, which needs a `name`. */
export interface CreateConversationRequest {
  /** The usernames of the other members. */
  participantUsernames: string[];
  /** The name of the group. */
  name?: string | undefined;
}

/** The incoming webhook to make. */
export interface CreateHookRequest {
  /** The name under which it posts. */
  name: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
}

/** Whom to invite, and for how long. */
export interface CreateInvitationRequest {
  /** Where to mail it: then only this address can be registered with it. */
  email?: string | undefined;
  /** For how many hours it can be used; left out: a week. */
  hours?: number | undefined;
}

/** What the invite is good for. */
export interface CreateInviteRequest {
  /** Until when the invite can be used (RFC 3339); `null`, or left out: without end. */
  expiresAt?: string | null | undefined;
  /** How many users can come in by it; `null`, or left out: any number. */
  maxUses?: number | null | undefined;
  /** Whether users who accept it ask to join, so that an admin decides. Left out: they join. */
  approval?: boolean | undefined;
}

/** What will be uploaded. */
export interface CreateMediaRequest {
  /** What it is for: to be sent in messages, or to be the picture of a user or group. */
  purpose: 'attachment' | 'avatar';
  /** The name of the file. It is kept as text: without folders, control characters and marks that change the direction of text, shortened where it is long, and with the ending of its type. */
  name: string;
  /** The type (MIME) of the file; parameters do not count. */
  contentType: string;
  /** The exact size in bytes. */
  size: number;
  /** The SHA-256 of the file, in base64: an upload with another one is refused. */
  sha256?: string | undefined;
  /** What the client measured of the file. It is shown until the server has read the file itself. */
  preview?:
    | {
        /** The width in pixels, as it is shown. */
        width?: number | undefined;
        /** The height in pixels, as it is shown. */
        height?: number | undefined;
        /** How long it plays. */
        durationSeconds?: number | undefined;
        /** A blurred picture to show meanwhile: a ThumbHash, in base64. */
        placeholder?: string | undefined;
        /** Of a voice note: how loud it is from its beginning to its end, 0 to 31. */
        waveform?: number[] | undefined;
      }
    | undefined;
  /** Of a video: a picture to show before it plays, which is uploaded beside it. */
  poster?:
    | {
        /** The type of the picture. */
        contentType: 'image/jpeg' | 'image/webp';
        /** The exact size in bytes. */
        size: number;
      }
    | undefined;
}

/** The webhook to make. */
export interface CreateWebhookRequest {
  /** What it is called, for the admins. */
  name: string;
  /** Where events are posted to: the https address of a public server, at the usual port. It can hold a secret: it is stored sealed. */
  url: string;
  /** The events that are posted, each once. Errors: must not repeat an event. */
  events: (
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'member.joined'
    | 'member.left'
    | 'group.updated'
  )[];
  /** Whether events are posted. */
  enabled?: boolean | undefined;
}

/** What the message says from now on. */
export interface EditMessageRequest {
  /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
  entities?: GivenEntity[] | undefined;
  /** Whether mentions are also found in what `entities` leave plain, as they are without `entities`. */
  findMentions?: boolean | undefined;
}

/** The credentials of a user who has to set up an authenticator app. */
export interface EnrolRequest {
  /** The username or the e-mail address. */
  username: string;
  /** The password of the account. */
  password: string;
}

/** All topics that you follow from now on. */
export interface FollowTopicsRequest {
  /** All topics that you follow from now on. */
  topics: string[];
}

/** Whose password to reset. */
export interface ForgotPasswordRequest {
  /** The e-mail address. One account per address; case does not matter. The domain can be in any script, the mailbox only in ASCII. */
  email: string;
}

/** Where to forward a message to. */
export interface ForwardRequest {
  /** The conversations to forward it to, each with a `clientId`, under which a repeat is sent once. */
  to: {
    /** The id of a conversation. */
    conversationId: string;
    /** The client’s own id of the message. A retry with the same id within 24 hours is not sent twice. */
    clientId: string;
  }[];
}

/** How long messages are to stay. */
export interface GivenExpiry {
  /** For how many seconds the message stays. */
  seconds: number;
  /** From when that counts: from when it is sent, or from when all other members have read it, as its status says; that at the latest seven days after it was sent. */
  from: 'sending' | 'reading';
}

/** The rules that you accept, and what you say to the admins. */
export interface JoinRequest {
  /** The version of the rules that you accept. Needed where the group has rules. */
  rulesVersion?: number | undefined;
  /** What the admins read beside your request, where they decide about it. */
  message?: string | undefined;
}

/** A place. */
export interface Location {
  /** In degrees, north of the equator above 0. */
  latitude: number;
  /** In degrees, east of Greenwich above 0. */
  longitude: number;
  /** By how many metres the place may be off; left out where that is not known. */
  accuracy?: number | undefined;
  /** What the place is called. */
  label?: string | undefined;
}

/** The credentials. */
export interface LoginRequest {
  /** The username or the e-mail address. */
  username: string;
  /** The password of the account. */
  password: string;
  /** The code of the authenticator app, or a recovery code. Needed where the second factor is on: without it the answer is `second_factor_required`. */
  code?: string | undefined;
  /** The `deviceToken` of an earlier sign-in on this device. */
  deviceToken?: string | undefined;
  /** Becomes the password with this sign-in. Needed after `password_change_required`. */
  newPassword?: string | undefined;
}

/** How an app is reached. */
export interface MobilePushSubscription {
  /** Firebase Cloud Messaging, or the service of Apple. */
  type: 'fcm' | 'apns';
  /** The token that the service gave to the app on this device. It is a secret: the server seals it. */
  token: string;
}

/** The contact to send. */
export interface NewContact {
  /** Their name. */
  name: string;
  /** Their phone numbers. */
  phones?: string[] | undefined;
  /** Their e-mail addresses. */
  emails?: string[] | undefined;
  /** The id of the user, if they are one. Error: must be a user whom you can see. */
  userId?: string | undefined;
}

/** The poll to send. */
export interface NewPoll {
  /** What is asked. */
  question: string;
  /** What one can choose, in the order in which it is shown. */
  options: string[];
  /** Whether one can choose several options; left out, it is one. */
  multiple?: boolean | undefined;
  /** Whether no one learns who chose what; left out, all who see the poll do. */
  anonymous?: boolean | undefined;
  /** From when on there are no more votes (RFC 3339); left out, until it is closed. */
  closesAt?: string | undefined;
}

/** A message to write piece by piece. */
export interface OpenStreamRequest {
  /** The client’s own id of the message. A retry with the same id within 24 hours is not sent twice. */
  clientId: string;
  /** The id of the message of this conversation that it replies to. */
  replyTo?: string | null | undefined;
  /** Set it on every attempt but the first: the server then looks for the stored message before it takes a new number. It changes nothing else. */
  repeat?: boolean | undefined;
}

/** What the browser signed with a passkey. */
export interface PasskeySignInRequest {
  /** Opaque: never parse it. */
  challengeId: string;
  response: AuthenticationResponse;
}

/** Your password, and a code where the second factor is on. */
export interface ProofRequest {
  /** The password of the account. */
  password: string;
  /** The code of the authenticator app, or a recovery code. Needed where the second factor is on: without it the answer is `second_factor_required`. */
  code?: string | undefined;
}

/** What a provider answered: the parameters of the address that it sent the browser to. */
export interface ProviderAnswer {
  /** The `ticket` of the reply that began it. */
  ticket: string;
  /** The `state` that the provider sent along. */
  state: string;
  /** The `code` that the provider sent along, unless it sent an error. */
  code?: string | undefined;
  /** The `iss` that the provider sent along, if it did. */
  iss?: string | undefined;
  /** The `error` that the provider sent along, if it did. */
  error?: string | undefined;
}

/** The code of the second factor. */
export interface ProviderCodeRequest {
  /** The `token` of what was pending. */
  token: string;
  /** The code of the authenticator app, or a recovery code. Needed where the second factor is on: without it the answer is `second_factor_required`. */
  code: string;
}

/** The account to create. Its address is the one of the provider, and it has no password. */
export interface ProviderSignUpRequest {
  /** The `token` of what was pending. */
  token: string;
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The display name. */
  name: string;
  /** The code of an invitation: what follows `#invitation=` in its link. Needed where accounts are created by invitation only. */
  invitation?: string | undefined;
}

/** Which notifications you have seen: `ids`, or all up to a time with `until`. */
export interface ReadNotificationsRequest {
  /** The ids of the notifications. Ids of those that are gone are a no-op. */
  ids?: string[] | undefined;
  /** All that happened up to this time. */
  until?: string | undefined;
}

/** How far you have got. */
export interface ReceiptRequest {
  /** The sequence number; by default the newest. */
  seq?: number | undefined;
}

/** The refresh token of the session. */
export interface RefreshRequest {
  /** The latest refresh token. */
  refreshToken: string;
}

/** The account to create. */
export interface RegisterRequest {
  /** The name that the user signs in with and others find them by. */
  username: string;
  /** The e-mail address. One account per address; case does not matter. The domain can be in any script, the mailbox only in ASCII. */
  email: string;
  /** The display name. */
  name: string;
  /** The password: 8 to 72 bytes of UTF-8 in composed form (NFC), so at most 72 characters. */
  password: string;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
  /** The code of an invitation: what follows `#invitation=` in its link. Needed where accounts are created by invitation only. */
  invitation?: string | undefined;
}

/** The token of a mailed link, and the new password. */
export interface ResetPasswordRequest {
  /** The token of the link: what follows `#token=`. */
  token: string;
  /** The password: 8 to 72 bytes of UTF-8 in composed form (NFC), so at most 72 characters. */
  password: string;
}

/** What the user may do on this server from now on. */
export interface RoleRequest {
  /** What the user may do on this server. */
  role: 'user' | 'moderator' | 'admin';
}

/** What you have typed. */
export interface SaveDraftRequest {
  /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
  text: string;
  /** The id of the message to reply to. */
  replyTo?: string | null | undefined;
}

/** The message to send, and when. */
export interface ScheduleMessageRequest {
  /** The id of the conversation. */
  conversationId: string;
  /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
  entities?: GivenEntity[] | undefined;
  /** Whether mentions are also found in what `entities` leave plain, as they are without `entities`. */
  findMentions?: boolean | undefined;
  /** The ids of uploaded files, in the order in which they are shown: your own, or those of messages that you can see. */
  attachments?: string[] | undefined;
  /** The id of the message of this conversation that it replies to. */
  replyTo?: string | null | undefined;
  /** When to send it: a time (RFC 3339), 10 seconds to 366 days ahead. Errors: must be at least 10 seconds ahead; must be at most 366 days ahead. */
  sendAt: string;
  /** Your own id of the scheduled message. A retry with the same id is not scheduled twice, until a day after it was sent or deleted. */
  clientId?: string | undefined;
}

/** The message to send. */
export interface SendMessageRequest {
  /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
  text: string;
  /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
  entities?: GivenEntity[] | undefined;
  /** Whether mentions are also found in what `entities` leave plain, as they are without `entities`. */
  findMentions?: boolean | undefined;
  /** The client’s own id of the message. A retry with the same id within 24 hours is not sent twice. */
  clientId?: string | undefined;
  /** The ids of uploaded files, in the order in which they are shown: your own, or those of messages that you can see. */
  attachments?: string[] | undefined;
  /** A poll to send instead of a text. */
  poll?: NewPoll | undefined;
  /** A place to send instead of a text. */
  location?: Location | undefined;
  /** A contact to send instead of a text. */
  contact?: NewContact | undefined;
  /** `false`: its links get no preview, now or later. Otherwise the first one does, unless your privacy settings say no. */
  preview?: boolean | undefined;
  /** The id of the message of this conversation that it replies to. */
  replyTo?: string | null | undefined;
  /** How long the message stays. Left out, it is as the conversation says (`expiry`). */
  expires?: GivenExpiry | undefined;
  /** Set it on every attempt but the first: the server then looks for the stored message before it takes a new number. It changes nothing else. */
  repeat?: boolean | undefined;
}

/** When to remind of a message. */
export interface SetReminderRequest {
  /** When to remind: a time (RFC 3339), 10 seconds to 366 days ahead. Errors: must be at least 10 seconds ahead; must be at most 366 days ahead. */
  at: string;
  /** What to note with it; left out, nothing. */
  note?: string | undefined;
}

/** Your new status. */
export interface StatusRequest {
  /** How you appear while connected; `invisible` looks like being offline. */
  status: 'online' | 'away' | 'invisible';
}

/** How a browser is reached: what `PushSubscription.toJSON()` gives, and its type. */
export interface WebPushSubscription {
  /** A browser. */
  type: 'web';
  /** The https address that the browser gives. It is a secret: the server seals it. */
  endpoint: string;
  /** What pushes are encrypted with, as the browser gives it. */
  keys: {
    /** The public key of the browser, an uncompressed point on P-256: 65 bytes in base64url, without padding. */
    p256dh: string;
    /** The secret of the browser: 16 bytes in base64url, without padding. */
    auth: string;
  };
  /** When the browser ends it, in milliseconds since 1970; `null`: it does not say. */
  expirationTime?: number | null | undefined;
}

/** How the device that calls is reached without a connection. */
export type SubscribePushRequest = WebPushSubscription | MobilePushSubscription;

/** Why the user is suspended, and until when. */
export interface SuspendRequest {
  /** Why: the user reads it. */
  reason: string;
  /** When it ends by itself (RFC 3339); `null`, or left out: when the user is reinstated. */
  until?: string | null | undefined;
}

/** Who becomes the owner. You become an admin. */
export interface TransferRequest {
  /** The member who becomes the owner. */
  userId: string;
}

/** A code of the authenticator app that was set up. */
export interface TurnOnRequest {
  /** The code of the authenticator app, or a recovery code. Needed where the second factor is on: without it the answer is `second_factor_required`. */
  code: string;
}

/** The token of the link in an e-mail. */
export interface UnsubscribeDigestsRequest {
  /** The token of the link: what follows `#token=`. */
  token: string;
}

/** The changes. Fields that are left out do not change. */
export interface UpdateBotRequest {
  /** The display name. */
  name?: string | undefined;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
  /** A text about the user, written by them. */
  about?: string | undefined;
}

/** The changes. Fields that are left out do not change. */
export interface UpdateGroupRequest {
  /** The name of the group. */
  name?: string | undefined;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
  /** What the group is about; `null` or empty for nothing. */
  about?: string | null | undefined;
  /** What new members read first; `null` or empty for nothing. */
  welcome?: string | null | undefined;
  /** What users accept before they join; `null` or empty for nothing. */
  rules?: string | null | undefined;
  /** What the group lets its members do. Fields that are left out do not change. */
  settings?:
    | {
        /** Who may send messages; with `admins` it is an announcement group. */
        post?: 'everyone' | 'admins' | undefined;
        /** Who may add members. */
        addMembers?: 'everyone' | 'admins' | undefined;
        /** Who may change the name, the picture and the text about the group. */
        changeInfo?: 'everyone' | 'admins' | undefined;
        /** Who may pin messages. */
        pin?: 'everyone' | 'admins' | undefined;
        /** Who may mention all members at once, by `@all` or `@here`. */
        mentionAll?: 'everyone' | 'admins' | undefined;
        /** How many seconds a member waits between two messages; 0: not at all. Admins do not wait. */
        slowModeSeconds?: number | undefined;
        /** What members who join from now on can read: all messages, or those since they joined. */
        history?: 'all' | 'joined' | undefined;
      }
    | undefined;
  /** Who can find the group: `private`: its members only; `public`: every user, in `GET /discover`. */
  visibility?: 'private' | 'public' | undefined;
  /** How a user gets into a public group: `open`: at once; `request`: an admin accepts them. */
  joining?: 'open' | 'request' | undefined;
  /** At most 5 topics. */
  topics?: string[] | undefined;
  /** The language of the group as a primary tag (BCP 47), or `null`. */
  language?: string | null | undefined;
  /** How long messages stay that are sent from now on; `null`: they do not expire. The one change that the members of a direct conversation can make too. */
  expiry?: GivenExpiry | null | undefined;
}

/** The changes. Fields that are left out do not change. */
export interface UpdateHookRequest {
  /** The name under which it posts. */
  name?: string | undefined;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
}

/** The changes. Fields that are left out do not change. */
export interface UpdateMemberRequest {
  /** Only the owner changes roles; see `transfer` for the owner’s. */
  role?: 'admin' | 'member' | undefined;
  /** Until when the member cannot send: a time (RFC 3339), or `forever`. `null` ends it. */
  mutedUntil?: string | null | undefined;
}

/** The settings to change; what is left out stays. */
export interface UpdateNotificationSettingsRequest {
  /** Whether notifications show what messages say. */
  preview?: 'shown' | 'hidden' | undefined;
  /** Which messages of direct conversations notify you, where you have not chosen that for the conversation itself. */
  direct?: 'all' | 'mentions' | 'none' | undefined;
  /** Which messages of groups notify you, where you have not chosen that for the group itself. */
  groups?: 'all' | 'mentions' | 'none' | undefined;
  /** Whether clients play a sound. */
  sounds?: boolean | undefined;
  /** When nothing interrupts you; `null`: never. */
  quietHours?: QuietHours | null | undefined;
  /** After how long without a connected device you get an e-mail of the direct messages and mentions that you have not read; at most one in 6 hours. `off`: never. */
  digest?: 'off' | '15m' | '1h' | '6h' | '24h' | undefined;
}

/** Which messages notify you, and until when. */
export interface UpdateOwnMembershipRequest {
  /** Which messages notify the member. */
  notifications: 'all' | 'mentions' | 'none';
  /** When `notifications` is `all` again, by itself (RFC 3339); `null`, or left out: never. */
  until?: string | null | undefined;
}

/** The changes. Fields that are left out do not change. */
export interface UpdateProfileRequest {
  /** The display name. */
  name?: string | undefined;
  /** A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
  /** A text about the user, written by them. */
  about?: string | undefined;
  /** Who can see and do what. Fields that are left out do not change. */
  privacy?:
    | {
        /** Who can see whether the user is online, and when they last were. */
        presence?: 'everyone' | 'contacts' | 'nobody' | undefined;
        /** Who can see the text about the user. */
        about?: 'everyone' | 'contacts' | 'nobody' | undefined;
        /** Who can see the picture of the user. */
        avatar?: 'everyone' | 'contacts' | 'nobody' | undefined;
        /** Who can see how far the user has read from now on; with `contacts` members of direct conversations only. */
        receipts?: 'everyone' | 'contacts' | 'nobody' | undefined;
        /** Who can start a direct conversation with the user. */
        messages?: 'everyone' | 'contacts' | 'nobody' | undefined;
        /** Who can add the user to a group. */
        groups?: 'everyone' | 'contacts' | 'nobody' | undefined;
        /** Who can forward messages of the user under their name. */
        forwards?: 'everyone' | 'contacts' | 'nobody' | undefined;
        /** Whether the server reads the pages that links in messages of the user lead to, for previews. */
        linkPreviews?: boolean | undefined;
      }
    | undefined;
}

/** The settings to change; what is left out stays. */
export interface UpdateSettingsRequest {
  /** The `version` of the settings that you saw. */
  version: number;
  /** Who can create an account: `open`: all; `invitation`: those who are invited; `closed`: no one. */
  registration?: 'open' | 'invitation' | 'closed' | undefined;
  /** The domains of addresses with which accounts can be created; empty: all. */
  emailDomains?: string[] | undefined;
  /** The most members of a group. */
  groupMembers?: number | undefined;
  /** The most messages that a user can send in a minute. */
  messagesPerMinute?: number | undefined;
  /** The largest file of each kind. Fields that are left out do not change. */
  uploadBytes?:
    | {
        /** The largest picture, in bytes. */
        image?: number | undefined;
        /** The largest video, in bytes. */
        video?: number | undefined;
        /** The largest sound, in bytes. */
        audio?: number | undefined;
        /** The largest other file, in bytes. */
        document?: number | undefined;
      }
    | undefined;
}

/** What changes of your own standing in a thread. */
export interface UpdateThreadRequest {
  /** Whether to follow the thread. */
  following?: boolean | undefined;
  /** Mark all replies of now as read. */
  read?: true | undefined;
}

/** The changes. Fields that are left out do not change. `enabled: true` also ends a failure: it begins with what happens from then on. */
export interface UpdateWebhookRequest {
  /** What it is called, for the admins. */
  name?: string | undefined;
  /** Where events are posted to: the https address of a public server, at the usual port. It can hold a secret: it is stored sealed. */
  url?: string | undefined;
  /** The events that are posted, each once. Errors: must not repeat an event. */
  events?:
    | (
        | 'message.created'
        | 'message.updated'
        | 'message.deleted'
        | 'member.joined'
        | 'member.left'
        | 'group.updated'
      )[]
    | undefined;
  /** Whether events are posted. */
  enabled?: boolean | undefined;
}

/** The token of a mailed link. */
export interface VerifyEmailRequest {
  /** The token of the link: what follows `#token=`. */
  token: string;
}

/** What you choose in a poll. */
export interface VoteRequest {
  /** The options that you choose, by their index: one, or several where the poll allows that. It replaces your earlier vote; an empty list takes it back. Errors: must be options of the poll; must be one option, as the poll allows no more. */
  options: number[];
}

/** For each frame that the client sends its `data` and that of its ack. */
export interface ClientFrames {
  'message:send': {
    data: {
      /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
      text: string;
      /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
      entities?: GivenEntity[] | undefined;
      /** Whether mentions are also found in what `entities` leave plain, as they are without `entities`. */
      findMentions?: boolean | undefined;
      /** The client’s own id of the message. A retry with the same id within 24 hours is not sent twice. */
      clientId: string;
      /** The ids of uploaded files, in the order in which they are shown: your own, or those of messages that you can see. */
      attachments?: string[] | undefined;
      /** A poll to send instead of a text. */
      poll?: NewPoll | undefined;
      /** A place to send instead of a text. */
      location?: Location | undefined;
      /** A contact to send instead of a text. */
      contact?: NewContact | undefined;
      /** `false`: its links get no preview, now or later. Otherwise the first one does, unless your privacy settings say no. */
      preview?: boolean | undefined;
      /** The id of the message of this conversation that it replies to. */
      replyTo?: string | null | undefined;
      /** How long the message stays. Left out, it is as the conversation says (`expiry`). */
      expires?: GivenExpiry | undefined;
      /** Set it on every attempt but the first: the server then looks for the stored message before it takes a new number. It changes nothing else. */
      repeat?: boolean | undefined;
      /** The id of the conversation. */
      conversationId: string;
    };
    ack: {
      /** The id of the message. Opaque: never parse it. */
      id: string;
      /** A sequence number of the conversation. */
      seq: number;
      /** When the message was stored. RFC 3339, UTC, milliseconds. */
      createdAt: string;
      /** The parts of the text that are formatted, links or mentions: ascending, the outer one first; left out where there are none. */
      entities?: Entity[] | undefined;
      /** The files of the message, in order; left out where there are none. */
      attachments?: Media[] | undefined;
      /** The kind. A `change` is no message: it says what became of one (`change`). Skip kinds that you do not know. */
      kind?:
        | 'text'
        | 'system'
        | 'change'
        | 'poll'
        | 'location'
        | 'contact'
        | (string & Record<never, never>)
        | undefined;
      /** The text. That of a system message is plain English, for clients that do not phrase `system` themselves; a poll, location or contact says here in plain lines what it is. */
      text?: string | undefined;
      /** What a message of the kind `poll` asks, and the votes. */
      poll?: Poll | undefined;
      /** The place of a message of the kind `location`. */
      location?: SharedLocation | undefined;
      /** The contact of a message of the kind `contact`. */
      contact?: SharedContact | undefined;
      /** Of a reply: the sequence number of the message at which its thread begins. */
      threadSeq?: number | undefined;
      /** How long the message stays; left out where it does not expire. */
      expires?: Expiry | undefined;
      /** When the message is gone. Where that counts from reading and not all have read it, the latest moment: it is sooner once they have, which is a change of the message. */
      expiresAt?: string | undefined;
      /** Whether an earlier attempt had already been stored. */
      duplicate: boolean;
    };
  };
  'message:edit': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number of the message. */
      seq: number;
      /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
      text: string;
      /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
      entities?: GivenEntity[] | undefined;
      /** Whether mentions are also found in what `entities` leave plain, as they are without `entities`. */
      findMentions?: boolean | undefined;
    };
    ack: Message;
  };
  'message:delete': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number of the message. */
      seq: number;
    };
    ack: Message;
  };
  'message:react': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number of the message. */
      seq: number;
      /** One emoji. */
      emoji: string;
      /** Whether to take the reaction back. */
      remove?: boolean | undefined;
    };
    ack: Message;
  };
  'message:open': {
    data: {
      /** The client’s own id of the message. A retry with the same id within 24 hours is not sent twice. */
      clientId: string;
      /** The id of the message of this conversation that it replies to. */
      replyTo?: string | null | undefined;
      /** Set it on every attempt but the first: the server then looks for the stored message before it takes a new number. It changes nothing else. */
      repeat?: boolean | undefined;
      /** The id of the conversation. */
      conversationId: string;
    };
    ack: {
      /** The id of the message. Opaque: never parse it. */
      id: string;
      /** A sequence number of the conversation. */
      seq: number;
      /** When the message was stored. RFC 3339, UTC, milliseconds. */
      createdAt: string;
      /** Of a reply: the sequence number of the message at which its thread begins. */
      threadSeq?: number | undefined;
      /** How much of the text is stored, in UTF-16 units: go on from there. */
      offset: number;
      /** Whether an earlier attempt had already been stored. */
      duplicate: boolean;
    };
  };
  'message:append': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number of the message. */
      seq: number;
      /** From where on `text` is the text, in UTF-16 units of the text as it is stored, where CRLF is one newline: the `offset` that you were last answered. */
      offset: number;
      /** All of the text from `offset` on, also what earlier appends said and no answer reports as stored. It may be empty. */
      text: string;
      /** Whether to store the text. Ask for it every 1,500 characters or 20 seconds. Within a second after the last time the text is pushed and not stored; the `offset` of the answer tells. */
      checkpoint?: boolean | undefined;
    };
    ack: AppendedReply;
  };
  'message:close': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number of the message. */
      seq: number;
      /** The text: at most 8000 characters and 16384 bytes of UTF-8. Up to 4096 characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either. */
      text: string;
      /** The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others. Offsets count in the text as it is stored, where CRLF is one newline. Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any. Errors of one of them: must end within the text; must not split a surrogate pair; a mention must begin with @; must come in ascending order, the outer one first; must not overlap another one by a part; nothing stands in code, pre and mentions; links and mentions must not stand in each other. */
      entities?: GivenEntity[] | undefined;
    };
    ack: Message;
  };
  'message:stop': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number of the message. */
      seq: number;
    };
    ack: Message;
  };
  'poll:vote': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number of the message. */
      seq: number;
      /** The options that you choose, by their index: one, or several where the poll allows that. It replaces your earlier vote; an empty list takes it back. Errors: must be options of the poll; must be one option, as the poll allows no more. */
      options: number[];
    };
    ack: Message;
  };
  'receipt:delivered': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number up to which it applies. */
      seq: number;
    };
    ack: Record<string, never>;
  };
  'receipt:read': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** The sequence number up to which it applies. */
      seq: number;
    };
    ack: Record<string, never>;
  };
  typing: {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** Whether the member is typing, or stopped. */
      typing: boolean;
    };
    ack: Record<string, never>;
  };
  'presence:watch': {
    data: {
      /** The ids of the users. */
      userIds: string[];
    };
    ack: {
      /** The presence of those users that exist. */
      users: {
        /** The id of the user. Opaque: never parse it. */
        userId: string;
        /** Whether the user is connected. */
        online: boolean;
        /** How the user appears; only the user themselves sees `invisible`. */
        status: 'online' | 'away' | 'invisible' | 'offline';
        /** When the user was last connected; `null` if hidden or never. */
        lastOnline: string | null;
      }[];
    };
  };
  sync: {
    data: {
      /** The `cursor` of an earlier sync. Any other text is refused as `invalid_cursor`. */
      cursor?: string | undefined;
    };
    ack: SyncReply;
  };
  ping: {
    data: Record<string, never>;
    ack: {
      /** The time of the server. RFC 3339, UTC, milliseconds. */
      serverTime: string;
    };
  };
  focus: {
    data: {
      /** The id of the conversation, or `null`. */
      conversationId: string | null;
      /** Set while the screen is not visible: then the device is reached by pushes, if it subscribed to them. */
      hidden?: boolean | undefined;
    };
    ack: Record<string, never>;
  };
}

/** For each event that the server pushes its `data`. */
export interface ServerEvents {
  'message:new': Message;
  'media:updated': MediaUpdate;
  'message:hidden': HiddenMessage;
  'message:updated': Message;
  'message:deleted': Message;
  'message:appended': AppendedText;
  'poll:voted': OwnVote;
  'thread:updated': ThreadUpdate;
  'draft:updated': Draft;
  'star:updated': StarUpdate;
  'conversation:new': Conversation;
  'conversation:updated': Conversation;
  'conversation:removed': {
    /** The id of the conversation. Opaque: never parse it. */
    id: string;
    /** Why: an admin removed or banned you, you left, or the group was deleted. */
    reason: 'removed' | 'banned' | 'left' | 'deleted' | (string & Record<never, never>);
  };
  typing: {
    /** The id of the conversation. Opaque: never parse it. */
    conversationId: string;
    /** The id of the member. Opaque: never parse it. */
    userId: string;
    /** Whether the member is typing, or stopped. */
    typing: boolean;
  };
  'group:request': {
    /** The id of the group. Opaque: never parse it. */
    conversationId: string;
    /** How many requests wait now. */
    pending: number;
  };
  'scheduled:updated': ScheduledMessage;
  'scheduled:removed': ScheduledRemoved;
  'reminder:updated': Reminder;
  'reminder:due': Reminder;
  'reminder:removed': ReminderRemoved;
  receipt: Receipt;
  'presence:update': {
    /** The id of the user. Opaque: never parse it. */
    userId: string;
    /** Whether the user is connected. */
    online: boolean;
    /** How the user appears; only the user themselves sees `invisible`. */
    status: 'online' | 'away' | 'invisible' | 'offline';
    /** When the user was last connected; `null` if hidden or never. */
    lastOnline: string | null;
  };
  'user:updated': UserUpdate;
  'session:ended': {
    /** The reason. Do not reconnect automatically, whatever it is. */
    reason:
      'signed_out' | 'session_revoked' | 'suspended' | 'too_many_sockets' | (string & Record<never, never>);
  };
  'notification:new': {
    notification: Notification;
    /** Set in your quiet hours, and where you want no sounds: play none. */
    silent: boolean;
  };
  'notification:cleared': {
    /** The ids of the notifications. */
    ids: string[];
  };
  'notification:settings': NotificationSettings;
}

/** The routes that the client calls. */
export interface Routes {
  checkUsername: Route<'/auth/usernames/{username}', never, UsernameReply>;
  getRegistration: Route<'/auth/registration', never, RegistrationInfo>;
  register: Route<'/auth/register', RegisterRequest, AuthReply>;
  login: Route<'/auth/login', LoginRequest, AuthReply>;
  refresh: Route<'/auth/refresh', RefreshRequest, TokenReply>;
  logout: Route<'/auth/logout', RefreshRequest, undefined>;
  forgotPassword: Route<'/auth/password/forgot', ForgotPasswordRequest, undefined>;
  resetPassword: Route<'/auth/password/reset', ResetPasswordRequest, undefined>;
  changePassword: Route<'/auth/password/change', ChangePasswordRequest, undefined>;
  verifyEmail: Route<'/auth/email/verify', VerifyEmailRequest, undefined>;
  resendVerification: Route<'/auth/email/resend', never, undefined>;
  changeEmail: Route<'/auth/email/change', ChangeEmailRequest, undefined>;
  getSecondFactor: Route<'/auth/second-factor', never, SecondFactor>;
  setUpSecondFactor: Route<'/auth/second-factor/setup', ProofRequest, AuthenticatorSetup>;
  enrolSecondFactor: Route<'/auth/second-factor/enrolment', EnrolRequest, AuthenticatorSetup>;
  turnOnSecondFactor: Route<'/auth/second-factor/on', TurnOnRequest, RecoveryCodes>;
  turnOffSecondFactor: Route<'/auth/second-factor/off', ProofRequest, undefined>;
  renewRecoveryCodes: Route<'/auth/second-factor/recovery-codes', ProofRequest, RecoveryCodes>;
  listPasskeys: Route<'/auth/passkeys', never, PasskeyList>;
  beginPasskey: Route<'/auth/passkeys/options', ProofRequest, PasskeyCeremony>;
  addPasskey: Route<'/auth/passkeys', AddPasskeyRequest, Passkey>;
  removePasskey: Route<'/auth/passkeys/{id}/remove', ProofRequest, undefined>;
  beginPasskeySignIn: Route<'/auth/login/passkey/options', never, PasskeyCeremony>;
  signInWithPasskey: Route<'/auth/login/passkey', PasskeySignInRequest, AuthReply>;
  listProviders: Route<'/auth/providers', never, ProviderList>;
  startProviderSignIn: Route<'/auth/providers/{id}/start', never, ProviderStart>;
  finishProviderSignIn: Route<'/auth/providers/{id}/finish', ProviderAnswer, ProviderOutcome>;
  confirmProviderSignIn: Route<'/auth/providers/sign-in', ProviderCodeRequest, AuthReply>;
  signUpWithProvider: Route<'/auth/providers/sign-up', ProviderSignUpRequest, AuthReply>;
  listIdentities: Route<'/auth/identities', never, IdentityList>;
  startIdentity: Route<'/auth/providers/{id}/connect', ProofRequest, ProviderStart>;
  addIdentity: Route<'/auth/identities', ProviderAnswer, Identity>;
  removeIdentity: Route<'/auth/identities/{id}/remove', ProofRequest, undefined>;
  listBots: Route<'/bots', never, BotList>;
  createBot: Route<'/bots', CreateBotRequest, Bot>;
  getBot: Route<'/bots/{id}', never, Bot>;
  updateBot: Route<'/bots/{id}', UpdateBotRequest, Bot>;
  deleteBot: Route<'/bots/{id}', never, undefined>;
  listBotTokens: Route<'/bots/{id}/tokens', never, BotTokenList>;
  createBotToken: Route<'/bots/{id}/tokens', CreateBotTokenRequest, NewBotToken>;
  revokeBotToken: Route<'/bots/{id}/tokens/{tokenId}', never, undefined>;
  listSessions: Route<'/auth/sessions', never, SessionList>;
  endSession: Route<'/auth/sessions/{id}', never, undefined>;
  endSessions: Route<'/auth/sessions', never, undefined>;
  getOwnProfile: Route<'/users/me', never, OwnProfile>;
  updateOwnProfile: Route<'/users/me', UpdateProfileRequest, OwnProfile>;
  setStatus: Route<'/users/me/status', StatusRequest, StatusReply>;
  searchUsers: Route<'/users', never, UserPage>;
  discover: Route<'/discover', never, GroupPreviewPage>;
  listTopics: Route<'/discover/topics', never, CountedTopics>;
  suggestGroups: Route<'/discover/suggestions', never, SuggestedGroups>;
  previewPublicGroup: Route<'/discover/{id}', never, GroupPreview>;
  getFollowedTopics: Route<'/users/me/topics', never, FollowedTopics>;
  followTopics: Route<'/users/me/topics', FollowTopicsRequest, FollowedTopics>;
  getUser: Route<'/users/{id}', never, UserProfile>;
  listBlocks: Route<'/users/me/blocks', never, BlockedUserPage>;
  blockUser: Route<'/users/me/blocks/{userId}', never, undefined>;
  unblockUser: Route<'/users/me/blocks/{userId}', never, undefined>;
  createConversation: Route<'/conversations', CreateConversationRequest, Conversation>;
  listConversations: Route<'/conversations', never, ConversationPage>;
  getConversation: Route<'/conversations/{id}', never, Conversation>;
  updateGroup: Route<'/conversations/{id}', UpdateGroupRequest, Conversation>;
  deleteGroup: Route<'/conversations/{id}', never, undefined>;
  updateOwnMembership: Route<'/conversations/{id}/me', UpdateOwnMembershipRequest, Conversation>;
  listMembers: Route<'/conversations/{id}/members', never, GroupMemberPage>;
  addMembers: Route<'/conversations/{id}/members', AddMembersRequest, Conversation>;
  updateMember: Route<'/conversations/{id}/members/{userId}', UpdateMemberRequest, GroupMember>;
  removeMember: Route<'/conversations/{id}/members/{userId}', never, undefined>;
  leaveGroup: Route<'/conversations/{id}/leave', never, undefined>;
  transferGroup: Route<'/conversations/{id}/transfer', TransferRequest, Conversation>;
  listBans: Route<'/conversations/{id}/bans', never, BannedUserPage>;
  banUser: Route<'/conversations/{id}/bans/{userId}', never, undefined>;
  unbanUser: Route<'/conversations/{id}/bans/{userId}', never, undefined>;
  createInvite: Route<'/conversations/{id}/invites', CreateInviteRequest, Invite>;
  listInvites: Route<'/conversations/{id}/invites', never, InvitePage>;
  revokeInvite: Route<'/conversations/{id}/invites/{code}', never, undefined>;
  previewInvite: Route<'/invites/{code}', never, InvitePreview>;
  acceptInvite: Route<'/invites/{code}/accept', JoinRequest, JoinReply>;
  joinGroup: Route<'/conversations/{id}/join', JoinRequest, JoinReply>;
  listRequests: Route<'/conversations/{id}/requests', never, RequestPage>;
  acceptRequest: Route<'/conversations/{id}/requests/{userId}/accept', never, OkReply>;
  declineRequest: Route<'/conversations/{id}/requests/{userId}', never, undefined>;
  getWelcome: Route<'/conversations/{id}/welcome', never, GroupWelcome>;
  listMessages: Route<'/conversations/{id}/messages', never, MessagePage>;
  searchMessages: Route<'/conversations/search/all', never, SearchPage>;
  sendMessage: Route<'/conversations/{id}/messages', SendMessageRequest, SentReply>;
  markDelivered: Route<'/conversations/{id}/delivered', ReceiptRequest, OkReply>;
  markRead: Route<'/conversations/{id}/read', ReceiptRequest, OkReply>;
  listChanges: Route<'/conversations/{id}/changes', never, ChangesPage>;
  listReceipts: Route<'/conversations/{id}/receipts', never, ReceiptPage>;
  getMessage: Route<'/conversations/{id}/messages/{seq}', never, Message>;
  editMessage: Route<'/conversations/{id}/messages/{seq}', EditMessageRequest, Message>;
  deleteMessage: Route<'/conversations/{id}/messages/{seq}', never, undefined>;
  openStream: Route<'/conversations/{id}/messages/stream', OpenStreamRequest, OpenedStream>;
  appendToStream: Route<'/conversations/{id}/messages/{seq}/append', AppendRequest, AppendedReply>;
  closeStream: Route<'/conversations/{id}/messages/{seq}/close', CloseStreamRequest, Message>;
  stopStream: Route<'/conversations/{id}/messages/{seq}/stop', never, Message>;
  listRevisions: Route<'/conversations/{id}/messages/{seq}/edits', never, MessageRevisionPage>;
  addReaction: Route<'/conversations/{id}/messages/{seq}/reactions/{emoji}', never, Message>;
  removeReaction: Route<'/conversations/{id}/messages/{seq}/reactions/{emoji}', never, Message>;
  removePreview: Route<'/conversations/{id}/messages/{seq}/preview', never, Message>;
  listReactions: Route<'/conversations/{id}/messages/{seq}/reactions', never, ReactionUserPage>;
  listReplies: Route<'/conversations/{id}/messages/{seq}/replies', never, MessagePage>;
  vote: Route<'/conversations/{id}/messages/{seq}/vote', VoteRequest, Message>;
  listVotes: Route<'/conversations/{id}/messages/{seq}/votes', never, PollVoterPage>;
  closePoll: Route<'/conversations/{id}/messages/{seq}/poll/close', never, Message>;
  pinMessage: Route<'/conversations/{id}/pins/{seq}', never, Message>;
  scheduleMessage: Route<'/scheduled', ScheduleMessageRequest, ScheduledMessage>;
  listScheduled: Route<'/scheduled', never, ScheduledList>;
  changeScheduled: Route<'/scheduled/{id}', ChangeScheduledRequest, ScheduledMessage>;
  deleteScheduled: Route<'/scheduled/{id}', never, undefined>;
  sendScheduled: Route<'/scheduled/{id}/send', never, SentReply>;
  listReminders: Route<'/reminders', never, ReminderList>;
  setReminder: Route<'/reminders/{id}', SetReminderRequest, Reminder>;
  deleteReminder: Route<'/reminders/{id}', never, undefined>;
  saveDraft: Route<'/conversations/{id}/draft', SaveDraftRequest, Draft>;
  listDrafts: Route<'/conversations/drafts/all', never, DraftList>;
  unpinMessage: Route<'/conversations/{id}/pins/{seq}', never, Message>;
  listPins: Route<'/conversations/{id}/pins', never, PinList>;
  starMessage: Route<'/conversations/{id}/messages/{seq}/star', never, Star>;
  unstarMessage: Route<'/conversations/{id}/messages/{seq}/star', never, Star>;
  listStars: Route<'/stars', never, StarPage>;
  updateThread: Route<'/conversations/{id}/messages/{seq}/thread', UpdateThreadRequest, ThreadStanding>;
  listThreads: Route<'/conversations/threads/all', never, ThreadPage>;
  forwardMessage: Route<'/conversations/{id}/messages/{seq}/forward', ForwardRequest, ForwardReply>;
  sync: Route<'/sync', never, SyncReply>;
  listNotifications: Route<'/notifications', never, NotificationPage>;
  readNotifications: Route<'/notifications/read', ReadNotificationsRequest, OkReply>;
  getNotificationSettings: Route<'/notifications/settings', never, NotificationSettings>;
  updateNotificationSettings: Route<
    '/notifications/settings',
    UpdateNotificationSettingsRequest,
    NotificationSettings
  >;
  getPushKey: Route<'/push/key', never, PushKey>;
  subscribePush: Route<'/push/subscriptions', SubscribePushRequest, undefined>;
  unsubscribePush: Route<'/push/subscriptions', never, undefined>;
  unsubscribeDigests: Route<'/notifications/unsubscribe', UnsubscribeDigestsRequest, undefined>;
}

/** Those of files. */
export interface MediaRoutes {
  createMedia: Route<'/media', CreateMediaRequest, MediaUpload>;
  listMedia: Route<'/media', never, MediaList>;
  getMedia: Route<'/media/{id}', never, MediaWithAddresses>;
  getUploadParts: Route<'/media/{id}/parts', never, UploadParts>;
  completeMedia: Route<'/media/{id}/complete', never, Media>;
  deleteMedia: Route<'/media/{id}', never, undefined>;
  listConversationMedia: Route<'/conversations/{id}/media', never, GalleryPage>;
}

/** Those of webhooks. */
export interface WebhookRoutes {
  listWebhooks: Route<'/conversations/{id}/webhooks', never, WebhookList>;
  createWebhook: Route<'/conversations/{id}/webhooks', CreateWebhookRequest, CreatedWebhook>;
  updateWebhook: Route<'/conversations/{id}/webhooks/{webhookId}', UpdateWebhookRequest, Webhook>;
  deleteWebhook: Route<'/conversations/{id}/webhooks/{webhookId}', never, undefined>;
  rotateWebhookSecret: Route<'/conversations/{id}/webhooks/{webhookId}/secret', never, CreatedWebhook>;
  testWebhook: Route<'/conversations/{id}/webhooks/{webhookId}/test', never, WebhookTest>;
  listDeliveries: Route<'/conversations/{id}/webhooks/{webhookId}/deliveries', never, WebhookDeliveries>;
  listHooks: Route<'/conversations/{id}/hooks', never, HookList>;
  createHook: Route<'/conversations/{id}/hooks', CreateHookRequest, CreatedHook>;
  updateHook: Route<'/conversations/{id}/hooks/{hookId}', UpdateHookRequest, Hook>;
  rotateHookSecret: Route<'/conversations/{id}/hooks/{hookId}/secret', never, CreatedHook>;
  deleteHook: Route<'/conversations/{id}/hooks/{hookId}', never, undefined>;
}

/** Those of administrators. */
export interface AdminRoutes {
  listAdminUsers: Route<'/admin/users', never, AdminUserPage>;
  getAdminUser: Route<'/admin/users/{id}', never, AdminUserDetail>;
  suspendUser: Route<'/admin/users/{id}/suspend', SuspendRequest, AdminUser>;
  reinstateUser: Route<'/admin/users/{id}/reinstate', never, AdminUser>;
  endUserSessions: Route<'/admin/users/{id}/sessions', never, undefined>;
  requirePassword: Route<'/admin/users/{id}/require-password', never, AdminUser>;
  requireSecondFactor: Route<'/admin/users/{id}/require-second-factor', never, AdminUser>;
  setUserRole: Route<'/admin/users/{id}/role', RoleRequest, AdminUser>;
  getSettings: Route<'/admin/settings', never, DeploymentSettings>;
  updateSettings: Route<'/admin/settings', UpdateSettingsRequest, DeploymentSettings>;
  createInvitation: Route<'/admin/invitations', CreateInvitationRequest, CreatedInvitation>;
  listInvitations: Route<'/admin/invitations', never, InvitationPage>;
  revokeInvitation: Route<'/admin/invitations/{id}', never, undefined>;
  listAudit: Route<'/admin/audit', never, AuditPage>;
  verifyAudit: Route<'/admin/audit/verification', never, AuditVerification>;
}

export const appendedReply: Shape<AppendedReply> = object<AppendedReply>({ offset: integer(0) });

export const appendedText: Shape<AppendedText> = object<AppendedText>({
  conversationId: string,
  seq: integer(0),
  offset: integer(0),
  text: string,
});

export const ownUser: Shape<OwnUser> = object<OwnUser>({
  id: string,
  username: string,
  name: string,
  email: string,
  avatar: nullable(string),
  role: oneOf('user', 'moderator', 'admin'),
  emailVerified: boolean,
  createdAt: string,
});

export const authReply: Shape<AuthReply> = object<AuthReply>({
  token: string,
  refreshToken: string,
  expiresIn: integer(1),
  user: ownUser,
  deviceToken: string,
  recoveryCodes: optional(array(string)),
});

export const authenticatorSetup: Shape<AuthenticatorSetup> = object<AuthenticatorSetup>({
  secret: string,
  uri: string,
});

export const bannedUser: Shape<BannedUser> = object<BannedUser>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  bannedAt: string,
  bannedBy: string,
});

export const bannedUserPage: Shape<BannedUserPage> = object<BannedUserPage>({
  items: array(bannedUser),
  nextCursor: nullable(string),
});

export const blockedUser: Shape<BlockedUser> = object<BlockedUser>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  blockedAt: string,
});

export const blockedUserPage: Shape<BlockedUserPage> = object<BlockedUserPage>({
  items: array(blockedUser),
  nextCursor: nullable(string),
});

export const bot: Shape<Bot> = object<Bot>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  about: string,
  createdAt: string,
  suspended: boolean,
});

export const botList: Shape<BotList> = object<BotList>({ items: array(bot), nextCursor: nullable(string) });

export const botOwner: Shape<BotOwner> = object<BotOwner>({ id: string, username: string, name: string });

export const botToken: Shape<BotToken> = object<BotToken>({
  id: string,
  name: string,
  scopes: array(string),
  prefix: string,
  createdAt: string,
  expiresAt: nullable(string),
  lastUsedAt: nullable(string),
});

export const botTokenList: Shape<BotTokenList> = object<BotTokenList>({
  items: array(botToken),
  nextCursor: nullable(string),
});

export const entity: Shape<Entity> = object<Entity>({
  type: string,
  start: integer(0),
  length: integer(1),
  userId: optional(string),
  target: optional(string),
  url: optional(string),
  language: optional(string),
});

export const pollOption: Shape<PollOption> = object<PollOption>({ text: string, count: integer(0) });

export const poll: Shape<Poll> = object<Poll>({
  question: string,
  options: array(pollOption),
  multiple: boolean,
  anonymous: boolean,
  voterCount: integer(0),
  closesAt: optional(string),
  closedAt: optional(string),
  mine: optional(array(integer(0))),
});

export const sharedLocation: Shape<SharedLocation> = object<SharedLocation>({
  latitude: number,
  longitude: number,
  accuracy: optional(number),
  label: optional(string),
});

export const sharedContact: Shape<SharedContact> = object<SharedContact>({
  name: string,
  phones: optional(array(string)),
  emails: optional(array(string)),
  userId: optional(string),
});

export const media: Shape<Media> = object<Media>({
  id: string,
  purpose: oneOf('attachment', 'avatar'),
  kind: string,
  name: string,
  contentType: string,
  size: integer(0),
  state: string,
  width: optional(integer(1)),
  height: optional(integer(1)),
  durationSeconds: optional(number),
  placeholder: optional(string),
  waveform: optional(array(integer(0))),
  animated: optional(boolean),
  thumbnails: array(integer(1)),
  createdAt: string,
  refusal: optional(string),
});

export const quote: Shape<Quote> = object<Quote>({
  seq: integer(0),
  senderId: string,
  text: string,
  entities: optional(array(entity)),
  kind: optional(string),
  attachment: optional(string),
  deletedAt: nullable(string),
  expiresAt: optional(string),
});

export const thread: Shape<Thread> = object<Thread>({
  count: integer(1),
  lastSeq: integer(0),
  userIds: array(string),
  following: optional(boolean),
  unreadCount: optional(integer(0)),
});

export const pinned: Shape<Pinned> = object<Pinned>({ at: string, userId: string });

export const forwarded: Shape<Forwarded> = object<Forwarded>({ senderId: nullable(string) });

export const linkPreview: Shape<LinkPreview> = object<LinkPreview>({
  url: string,
  title: string,
  description: optional(string),
  siteName: optional(string),
  media: optional(media),
});

export const expiry: Shape<Expiry> = object<Expiry>({
  seconds: integer(5),
  from: oneOf('sending', 'reading'),
});

export const reaction: Shape<Reaction> = object<Reaction>({
  emoji: string,
  count: integer(1),
  userIds: array(string),
  mine: optional(boolean),
});

export const messageChange: Shape<MessageChange> = object<MessageChange>({
  type: string,
  seq: integer(0),
  messageSeq: integer(0),
  userId: string,
});

export const groupSettings: Shape<GroupSettings> = object<GroupSettings>({
  post: oneOf('everyone', 'admins'),
  addMembers: oneOf('everyone', 'admins'),
  changeInfo: oneOf('everyone', 'admins'),
  pin: oneOf('everyone', 'admins'),
  mentionAll: oneOf('everyone', 'admins'),
  slowModeSeconds: integer(0),
  history: oneOf('all', 'joined'),
});

export const community: Shape<Community> = object<Community>({
  visibility: oneOf('private', 'public'),
  joining: oneOf('open', 'request'),
  topics: array(string),
  language: nullable(string),
});

export const systemEvent: Shape<SystemEvent> = object<SystemEvent>({
  type: string,
  actorId: string,
  userIds: optional(array(string)),
  role: optional(oneOf('owner', 'admin', 'member')),
  until: optional(string),
  name: optional(string),
  avatar: optional(nullable(string)),
  about: optional(nullable(string)),
  settings: optional(groupSettings),
  community: optional(community),
  expiry: optional(nullable(expiry)),
  memberCount: optional(integer(0)),
});

export const message: Shape<Message> = entry(
  object<Message>({
    id: string,
    seq: integer(0),
    conversationId: string,
    senderId: string,
    kind: string,
    text: string,
    entities: optional(array(entity)),
    poll: optional(poll),
    location: optional(sharedLocation),
    contact: optional(sharedContact),
    attachments: array(media),
    replyTo: nullable(string),
    quote: optional(quote),
    threadSeq: optional(integer(0)),
    thread: optional(thread),
    pinned: optional(pinned),
    starred: optional(boolean),
    forwarded: optional(forwarded),
    streaming: optional(oneOf(true)),
    incomplete: optional(string),
    imported: optional(oneOf(true)),
    preview: optional(linkPreview),
    createdAt: string,
    editedAt: nullable(string),
    editableUntil: optional(string),
    deletedAt: nullable(string),
    expires: optional(expiry),
    expiresAt: optional(string),
    reactions: optional(array(reaction)),
    changeSeq: optional(integer(0)),
    change: optional(messageChange),
    status: oneOf('sent', 'delivered', 'read'),
    system: optional(systemEvent),
    clientId: optional(string),
  }),
);

export const changesPage: Shape<ChangesPage> = object<ChangesPage>({
  items: array(message),
  messages: optional(array(message)),
  upTo: integer(0),
  hasMore: boolean,
  reset: boolean,
});

export const participant: Shape<Participant> = object<Participant>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  bot: optional(boolean),
  online: boolean,
  lastOnline: nullable(string),
  role: oneOf('owner', 'admin', 'member'),
});

export const conversation: Shape<Conversation> = object<Conversation>({
  id: string,
  isGroup: boolean,
  name: nullable(string),
  avatar: nullable(string),
  about: nullable(string),
  createdAt: string,
  createdBy: string,
  memberCount: integer(1),
  participants: array(participant),
  lastSeq: integer(0),
  unreadCount: integer(0),
  unreadCountIsMinimum: optional(boolean),
  unreadMentions: optional(integer(0)),
  settings: optional(groupSettings),
  community: nullable(community),
  expiry: optional(expiry),
  pinCount: optional(integer(1)),
  lastMessage: nullable(message),
  me: object<Conversation['me']>({
    role: oneOf('owner', 'admin', 'member'),
    readSeq: integer(0),
    deliveredSeq: integer(0),
    notifications: oneOf('all', 'mentions', 'none'),
    joinedAt: string,
    joinedSeq: optional(integer(0)),
    notificationsUntil: optional(string),
    mutedUntil: optional(string),
    hiddenCount: optional(integer(1)),
    starChanges: optional(integer(1)),
    pendingRequests: optional(integer(0)),
  }),
});

export const conversationHead: Shape<ConversationHead> = object<ConversationHead>({
  id: string,
  lastSeq: integer(0),
  readSeq: integer(0),
  deliveredSeq: integer(0),
  joinedSeq: optional(integer(0)),
  pendingRequests: optional(integer(0)),
  hiddenCount: optional(integer(1)),
  starChanges: optional(integer(1)),
  unreadCount: integer(0),
  unreadCountIsMinimum: optional(boolean),
  unreadMentions: optional(integer(0)),
});

export const conversationPage: Shape<ConversationPage> = object<ConversationPage>({
  items: array(conversation),
  nextCursor: nullable(string),
});

export const countedTopics: Shape<CountedTopics> = object<CountedTopics>({
  items: array(object<CountedTopics['items'][number]>({ id: string, groups: integer(0) })),
});

export const draft: Shape<Draft> = object<Draft>({
  conversationId: string,
  text: string,
  replyTo: nullable(string),
  updatedAt: string,
});

export const draftList: Shape<DraftList> = object<DraftList>({ items: array(draft) });

export const fieldError: Shape<FieldError> = object<FieldError>({ path: string, message: string });

export const followedThread: Shape<FollowedThread> = object<FollowedThread>({ message: message });

export const followedTopics: Shape<FollowedTopics> = object<FollowedTopics>({ topics: array(string) });

export const forwardError: Shape<ForwardError> = object<ForwardError>({
  code: string,
  mutedUntil: optional(string),
  retryAfterMs: optional(integer(0)),
  message: string,
});

export const sentReply: Shape<SentReply> = object<SentReply>({
  id: string,
  seq: integer(0),
  createdAt: string,
  entities: optional(array(entity)),
  attachments: optional(array(media)),
  kind: optional(string),
  text: optional(string),
  poll: optional(poll),
  location: optional(sharedLocation),
  contact: optional(sharedContact),
  threadSeq: optional(integer(0)),
  expires: optional(expiry),
  expiresAt: optional(string),
});

export const forwardResult: Shape<ForwardResult> = object<ForwardResult>({
  conversationId: string,
  sent: optional(sentReply),
  error: optional(forwardError),
});

export const forwardReply: Shape<ForwardReply> = object<ForwardReply>({ items: array(forwardResult) });

export const frameError: Shape<FrameError> = object<FrameError>({
  code: string,
  message: string,
  errors: optional(array(fieldError)),
  mutedUntil: optional(string),
  scope: optional(string),
  retryAfterMs: optional(integer(0)),
});

export const groupMember: Shape<GroupMember> = object<GroupMember>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  bot: optional(boolean),
  online: boolean,
  lastOnline: nullable(string),
  role: oneOf('owner', 'admin', 'member'),
  joinedAt: string,
  mutedUntil: optional(string),
});

export const groupMemberPage: Shape<GroupMemberPage> = object<GroupMemberPage>({
  items: array(groupMember),
  nextCursor: nullable(string),
});

export const groupPreview: Shape<GroupPreview> = object<GroupPreview>({
  id: string,
  name: string,
  avatar: nullable(string),
  about: nullable(string),
  memberCount: integer(1),
  createdAt: string,
  visibility: oneOf('private', 'public'),
  joining: oneOf('open', 'request'),
  topics: array(string),
  language: nullable(string),
  rules: nullable(string),
  rulesVersion: integer(0),
  membership: oneOf('none', 'requested', 'member'),
});

export const groupPreviewPage: Shape<GroupPreviewPage> = object<GroupPreviewPage>({
  items: array(groupPreview),
  nextCursor: nullable(string),
});

export const groupWelcome: Shape<GroupWelcome> = object<GroupWelcome>({
  welcome: nullable(string),
  rules: nullable(string),
  rulesVersion: integer(0),
});

export const hiddenMessage: Shape<HiddenMessage> = object<HiddenMessage>({
  conversationId: string,
  seq: integer(0),
  hiddenCount: integer(1),
});

export const identity: Shape<Identity> = object<Identity>({
  id: string,
  provider: string,
  name: string,
  createdAt: string,
  lastUsedAt: nullable(string),
});

export const identityList: Shape<IdentityList> = object<IdentityList>({
  items: array(identity),
  nextCursor: nullable(string),
});

export const invite: Shape<Invite> = object<Invite>({
  code: string,
  url: string,
  createdBy: string,
  createdAt: string,
  expiresAt: nullable(string),
  maxUses: nullable(integer(1)),
  uses: integer(0),
  approval: boolean,
});

export const invitePage: Shape<InvitePage> = object<InvitePage>({
  items: array(invite),
  nextCursor: nullable(string),
});

export const inviter: Shape<Inviter> = object<Inviter>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
});

export const invitePreview: Shape<InvitePreview> = object<InvitePreview>({
  id: string,
  name: string,
  avatar: nullable(string),
  about: nullable(string),
  memberCount: integer(1),
  createdAt: string,
  visibility: oneOf('private', 'public'),
  joining: oneOf('open', 'request'),
  topics: array(string),
  language: nullable(string),
  rules: nullable(string),
  rulesVersion: integer(0),
  membership: oneOf('none', 'requested', 'member'),
  invitedBy: inviter,
  approval: boolean,
});

export const joinReply: Shape<JoinReply> = object<JoinReply>({
  outcome: oneOf('joined', 'requested'),
  conversation: optional(conversation),
});

export const mediaPlace: Shape<MediaPlace> = object<MediaPlace>({ conversationId: string, seq: integer(0) });

export const mediaUpdate: Shape<MediaUpdate> = object<MediaUpdate>({
  media: media,
  places: array(mediaPlace),
});

export const memberReceipt: Shape<MemberReceipt> = object<MemberReceipt>({
  userId: string,
  deliveredSeq: integer(0),
  readSeq: integer(0),
});

export const messagePage: Shape<MessagePage> = object<MessagePage>({
  items: array(message),
  nextCursor: nullable(string),
});

export const messageRevision: Shape<MessageRevision> = object<MessageRevision>({
  text: string,
  entities: optional(array(entity)),
  writtenAt: string,
});

export const messageRevisionPage: Shape<MessageRevisionPage> = object<MessageRevisionPage>({
  items: array(messageRevision),
  nextCursor: nullable(string),
});

export const newBotToken: Shape<NewBotToken> = object<NewBotToken>({
  id: string,
  name: string,
  scopes: array(string),
  prefix: string,
  createdAt: string,
  expiresAt: nullable(string),
  lastUsedAt: nullable(string),
  token: string,
});

export const userSummary: Shape<UserSummary> = object<UserSummary>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  bot: optional(boolean),
  online: boolean,
  lastOnline: nullable(string),
});

export const notification: Shape<Notification> = object<Notification>({
  id: string,
  kind: string,
  createdAt: string,
  conversationId: optional(string),
  seq: optional(integer(0)),
  userId: optional(string),
  count: optional(integer(1)),
  countIsMinimum: optional(boolean),
  device: optional(string),
  user: optional(userSummary),
  conversation: optional(
    object<Exclude<Notification['conversation'], undefined>>({
      isGroup: boolean,
      name: nullable(string),
      avatar: nullable(string),
    }),
  ),
  message: optional(message),
});

export const notificationPage: Shape<NotificationPage> = object<NotificationPage>({
  items: array(notification),
  nextCursor: nullable(string),
  unreadCount: integer(0),
});

export const quietHours: Shape<QuietHours> = object<QuietHours>({
  from: string,
  to: string,
  timeZone: string,
  days: optional(array(oneOf('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'))),
});

export const notificationSettings: Shape<NotificationSettings> = object<NotificationSettings>({
  preview: oneOf('shown', 'hidden'),
  direct: oneOf('all', 'mentions', 'none'),
  groups: oneOf('all', 'mentions', 'none'),
  sounds: boolean,
  quietHours: nullable(quietHours),
  digest: nullable(oneOf('off', '15m', '1h', '6h', '24h')),
});

export const okReply: Shape<OkReply> = object<OkReply>({ ok: oneOf(true) });

export const openedStream: Shape<OpenedStream> = object<OpenedStream>({
  id: string,
  seq: integer(0),
  createdAt: string,
  threadSeq: optional(integer(0)),
  offset: integer(0),
});

export const privacy: Shape<Privacy> = object<Privacy>({
  presence: oneOf('everyone', 'contacts', 'nobody'),
  about: oneOf('everyone', 'contacts', 'nobody'),
  avatar: oneOf('everyone', 'contacts', 'nobody'),
  receipts: oneOf('everyone', 'contacts', 'nobody'),
  messages: oneOf('everyone', 'contacts', 'nobody'),
  groups: oneOf('everyone', 'contacts', 'nobody'),
  forwards: oneOf('everyone', 'contacts', 'nobody'),
  linkPreviews: boolean,
});

export const ownProfile: Shape<OwnProfile> = object<OwnProfile>({
  id: string,
  username: string,
  name: string,
  email: string,
  avatar: nullable(string),
  role: oneOf('user', 'moderator', 'admin'),
  emailVerified: boolean,
  createdAt: string,
  about: string,
  privacy: privacy,
});

export const ownVote: Shape<OwnVote> = object<OwnVote>({
  conversationId: string,
  seq: integer(0),
  mine: array(integer(0)),
});

export const passkey: Shape<Passkey> = object<Passkey>({
  id: string,
  name: string,
  createdAt: string,
  lastUsedAt: nullable(string),
});

export const passkeyCeremony: Shape<PasskeyCeremony> = object<PasskeyCeremony>({
  challengeId: string,
  options: open<PasskeyCeremony['options']>({ challenge: string }),
});

export const passkeyList: Shape<PasskeyList> = object<PasskeyList>({
  items: array(passkey),
  nextCursor: nullable(string),
});

export const pinList: Shape<PinList> = object<PinList>({ items: array(message) });

export const pollVoter: Shape<PollVoter> = object<PollVoter>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  options: array(integer(0)),
  at: string,
});

export const pollVoterPage: Shape<PollVoterPage> = object<PollVoterPage>({
  items: array(pollVoter),
  nextCursor: nullable(string),
});

export const problem: Shape<Problem> = object<Problem>({
  code: string,
  detail: string,
  requestId: string,
  errors: optional(array(fieldError)),
  clockSkewSeconds: optional(integer(-3600)),
  until: optional(nullable(string)),
  reason: optional(string),
  mutedUntil: optional(string),
  scope: optional(string),
});

export const provider: Shape<Provider> = object<Provider>({ id: string, name: string });

export const providerList: Shape<ProviderList> = object<ProviderList>({
  items: array(provider),
  nextCursor: nullable(string),
});

export const providerPending: Shape<ProviderPending> = object<ProviderPending>({
  needs: string,
  token: string,
  expiresIn: integer(1),
  email: nullable(string),
  username: string,
  name: string,
});

export const providerOutcome: Shape<ProviderOutcome> = object<ProviderOutcome>({
  auth: nullable(authReply),
  pending: nullable(providerPending),
});

export const providerStart: Shape<ProviderStart> = object<ProviderStart>({
  url: string,
  ticket: string,
  expiresIn: integer(1),
});

export const pushKey: Shape<PushKey> = object<PushKey>({ publicKey: string, types: array(string) });

export const reactionUser: Shape<ReactionUser> = object<ReactionUser>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  emoji: string,
  at: string,
});

export const reactionUserPage: Shape<ReactionUserPage> = object<ReactionUserPage>({
  items: array(reactionUser),
  nextCursor: nullable(string),
});

export const receipt: Shape<Receipt> = object<Receipt>({
  conversationId: string,
  userId: string,
  deliveredSeq: integer(0),
  readSeq: integer(0),
});

export const receiptPage: Shape<ReceiptPage> = object<ReceiptPage>({
  items: array(memberReceipt),
  nextCursor: nullable(string),
});

export const recoveryCodes: Shape<RecoveryCodes> = object<RecoveryCodes>({ recoveryCodes: array(string) });

export const registrationInfo: Shape<RegistrationInfo> = object<RegistrationInfo>({
  registration: oneOf('open', 'invitation', 'closed'),
  emailDomains: array(string),
});

export const reminder: Shape<Reminder> = object<Reminder>({
  id: string,
  conversationId: string,
  seq: integer(0),
  at: string,
  note: string,
  due: boolean,
  version: integer(0),
  message: message,
});

export const reminderList: Shape<ReminderList> = object<ReminderList>({ items: array(reminder) });

export const reminderRemoved: Shape<ReminderRemoved> = object<ReminderRemoved>({
  id: string,
  conversationId: string,
});

export const requester: Shape<Requester> = object<Requester>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
});

export const requestToJoin: Shape<RequestToJoin> = object<RequestToJoin>({
  user: requester,
  message: nullable(string),
  createdAt: string,
  invitedBy: nullable(inviter),
});

export const requestPage: Shape<RequestPage> = object<RequestPage>({
  items: array(requestToJoin),
  nextCursor: nullable(string),
});

export const scheduledMessage: Shape<ScheduledMessage> = object<ScheduledMessage>({
  id: string,
  conversationId: string,
  text: string,
  entities: optional(array(entity)),
  attachments: array(media),
  replyTo: nullable(string),
  sendAt: string,
  createdAt: string,
  failure: optional(string),
  version: integer(0),
});

export const scheduledList: Shape<ScheduledList> = object<ScheduledList>({ items: array(scheduledMessage) });

export const scheduledRemoved: Shape<ScheduledRemoved> = object<ScheduledRemoved>({
  id: string,
  conversationId: string,
  sent: boolean,
});

export const searchMark: Shape<SearchMark> = object<SearchMark>({ start: integer(0), length: integer(1) });

export const searchHit: Shape<SearchHit> = object<SearchHit>({ message: message, marks: array(searchMark) });

export const searchPage: Shape<SearchPage> = object<SearchPage>({
  items: array(searchHit),
  nextCursor: nullable(string),
});

export const secondFactor: Shape<SecondFactor> = object<SecondFactor>({
  on: boolean,
  since: nullable(string),
  recoveryCodesLeft: integer(0),
});

export const session: Shape<Session> = object<Session>({
  id: string,
  device: string,
  current: boolean,
  connected: boolean,
  createdAt: string,
  lastUsedAt: string,
});

export const sessionList: Shape<SessionList> = object<SessionList>({
  items: array(session),
  nextCursor: nullable(string),
});

export const star: Shape<Star> = object<Star>({
  conversationId: string,
  seq: integer(0),
  starred: boolean,
  at: string,
});

export const starredMessage: Shape<StarredMessage> = object<StarredMessage>({ message: message, at: string });

export const starPage: Shape<StarPage> = object<StarPage>({
  items: array(starredMessage),
  nextCursor: nullable(string),
});

export const starUpdate: Shape<StarUpdate> = object<StarUpdate>({
  conversationId: string,
  seq: integer(0),
  starred: boolean,
  at: string,
  starChanges: integer(1),
});

export const statusReply: Shape<StatusReply> = object<StatusReply>({
  status: oneOf('online', 'away', 'invisible'),
});

export const suggestedGroups: Shape<SuggestedGroups> = object<SuggestedGroups>({
  items: array(groupPreview),
});

export const syncReply: Shape<SyncReply> = object<SyncReply>({
  conversations: array(conversationHead),
  total: integer(0),
  cursor: string,
  hasMore: boolean,
});

export const threadPage: Shape<ThreadPage> = object<ThreadPage>({
  items: array(followedThread),
  nextCursor: nullable(string),
});

export const threadStanding: Shape<ThreadStanding> = object<ThreadStanding>({
  following: boolean,
  unreadCount: integer(0),
});

export const threadUpdate: Shape<ThreadUpdate> = object<ThreadUpdate>({
  following: boolean,
  unreadCount: integer(0),
  conversationId: string,
  seq: integer(0),
});

export const tokenReply: Shape<TokenReply> = object<TokenReply>({
  token: string,
  refreshToken: string,
  expiresIn: integer(1),
});

export const userPage: Shape<UserPage> = object<UserPage>({
  items: array(userSummary),
  nextCursor: nullable(string),
});

export const userProfile: Shape<UserProfile> = object<UserProfile>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  bot: optional(boolean),
  online: boolean,
  lastOnline: nullable(string),
  about: nullable(string),
  createdAt: string,
  owner: optional(nullable(botOwner)),
});

export const userUpdate: Shape<UserUpdate> = object<UserUpdate>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  about: nullable(string),
});

export const usernameReply: Shape<UsernameReply> = object<UsernameReply>({ available: boolean });

export const acks: { readonly [T in keyof ClientFrames]: Shape<ClientFrames[T]['ack']> } = {
  'message:send': object<ClientFrames['message:send']['ack']>({
    id: string,
    seq: integer(0),
    createdAt: string,
    entities: optional(array(entity)),
    attachments: optional(array(media)),
    kind: optional(string),
    text: optional(string),
    poll: optional(poll),
    location: optional(sharedLocation),
    contact: optional(sharedContact),
    threadSeq: optional(integer(0)),
    expires: optional(expiry),
    expiresAt: optional(string),
    duplicate: boolean,
  }),
  'message:edit': message,
  'message:delete': message,
  'message:react': message,
  'message:open': object<ClientFrames['message:open']['ack']>({
    id: string,
    seq: integer(0),
    createdAt: string,
    threadSeq: optional(integer(0)),
    offset: integer(0),
    duplicate: boolean,
  }),
  'message:append': appendedReply,
  'message:close': message,
  'message:stop': message,
  'poll:vote': message,
  'receipt:delivered': object<ClientFrames['receipt:delivered']['ack']>({}),
  'receipt:read': object<ClientFrames['receipt:read']['ack']>({}),
  typing: object<ClientFrames['typing']['ack']>({}),
  'presence:watch': object<ClientFrames['presence:watch']['ack']>({
    users: array(
      object<ClientFrames['presence:watch']['ack']['users'][number]>({
        userId: string,
        online: boolean,
        status: oneOf('online', 'away', 'invisible', 'offline'),
        lastOnline: nullable(string),
      }),
    ),
  }),
  sync: syncReply,
  ping: object<ClientFrames['ping']['ack']>({ serverTime: string }),
  focus: object<ClientFrames['focus']['ack']>({}),
};

export const events: { readonly [T in keyof ServerEvents]: Shape<ServerEvents[T]> } = {
  'message:new': message,
  'media:updated': mediaUpdate,
  'message:hidden': hiddenMessage,
  'message:updated': message,
  'message:deleted': message,
  'message:appended': appendedText,
  'poll:voted': ownVote,
  'thread:updated': threadUpdate,
  'draft:updated': draft,
  'star:updated': starUpdate,
  'conversation:new': conversation,
  'conversation:updated': conversation,
  'conversation:removed': object<ServerEvents['conversation:removed']>({ id: string, reason: string }),
  typing: object<ServerEvents['typing']>({ conversationId: string, userId: string, typing: boolean }),
  'group:request': object<ServerEvents['group:request']>({ conversationId: string, pending: integer(0) }),
  'scheduled:updated': scheduledMessage,
  'scheduled:removed': scheduledRemoved,
  'reminder:updated': reminder,
  'reminder:due': reminder,
  'reminder:removed': reminderRemoved,
  receipt: receipt,
  'presence:update': object<ServerEvents['presence:update']>({
    userId: string,
    online: boolean,
    status: oneOf('online', 'away', 'invisible', 'offline'),
    lastOnline: nullable(string),
  }),
  'user:updated': userUpdate,
  'session:ended': object<ServerEvents['session:ended']>({ reason: string }),
  'notification:new': object<ServerEvents['notification:new']>({
    notification: notification,
    silent: boolean,
  }),
  'notification:cleared': object<ServerEvents['notification:cleared']>({ ids: array(string) }),
  'notification:settings': notificationSettings,
};

export const routes: Routes = {
  checkUsername: { method: 'GET', path: '/auth/usernames/{username}', replies: { 200: usernameReply } },
  getRegistration: { method: 'GET', path: '/auth/registration', replies: { 200: registrationInfo } },
  register: { method: 'POST', path: '/auth/register', replies: { 201: authReply } },
  login: { method: 'POST', path: '/auth/login', replies: { 200: authReply } },
  refresh: { method: 'POST', path: '/auth/refresh', replies: { 200: tokenReply } },
  logout: { method: 'POST', path: '/auth/logout', replies: { 204: null } },
  forgotPassword: { method: 'POST', path: '/auth/password/forgot', replies: { 202: null } },
  resetPassword: { method: 'POST', path: '/auth/password/reset', replies: { 204: null } },
  changePassword: { method: 'POST', path: '/auth/password/change', replies: { 204: null } },
  verifyEmail: { method: 'POST', path: '/auth/email/verify', replies: { 204: null } },
  resendVerification: { method: 'POST', path: '/auth/email/resend', replies: { 202: null } },
  changeEmail: { method: 'POST', path: '/auth/email/change', replies: { 202: null } },
  getSecondFactor: { method: 'GET', path: '/auth/second-factor', replies: { 200: secondFactor } },
  setUpSecondFactor: {
    method: 'POST',
    path: '/auth/second-factor/setup',
    replies: { 200: authenticatorSetup },
  },
  enrolSecondFactor: {
    method: 'POST',
    path: '/auth/second-factor/enrolment',
    replies: { 200: authenticatorSetup },
  },
  turnOnSecondFactor: { method: 'POST', path: '/auth/second-factor/on', replies: { 200: recoveryCodes } },
  turnOffSecondFactor: { method: 'POST', path: '/auth/second-factor/off', replies: { 204: null } },
  renewRecoveryCodes: {
    method: 'POST',
    path: '/auth/second-factor/recovery-codes',
    replies: { 200: recoveryCodes },
  },
  listPasskeys: { method: 'GET', path: '/auth/passkeys', replies: { 200: passkeyList } },
  beginPasskey: { method: 'POST', path: '/auth/passkeys/options', replies: { 200: passkeyCeremony } },
  addPasskey: { method: 'POST', path: '/auth/passkeys', replies: { 201: passkey } },
  removePasskey: { method: 'POST', path: '/auth/passkeys/{id}/remove', replies: { 204: null } },
  beginPasskeySignIn: {
    method: 'POST',
    path: '/auth/login/passkey/options',
    replies: { 200: passkeyCeremony },
  },
  signInWithPasskey: { method: 'POST', path: '/auth/login/passkey', replies: { 200: authReply } },
  listProviders: { method: 'GET', path: '/auth/providers', replies: { 200: providerList } },
  startProviderSignIn: {
    method: 'POST',
    path: '/auth/providers/{id}/start',
    replies: { 200: providerStart },
  },
  finishProviderSignIn: {
    method: 'POST',
    path: '/auth/providers/{id}/finish',
    replies: { 200: providerOutcome },
  },
  confirmProviderSignIn: { method: 'POST', path: '/auth/providers/sign-in', replies: { 200: authReply } },
  signUpWithProvider: { method: 'POST', path: '/auth/providers/sign-up', replies: { 201: authReply } },
  listIdentities: { method: 'GET', path: '/auth/identities', replies: { 200: identityList } },
  startIdentity: { method: 'POST', path: '/auth/providers/{id}/connect', replies: { 200: providerStart } },
  addIdentity: { method: 'POST', path: '/auth/identities', replies: { 201: identity } },
  removeIdentity: { method: 'POST', path: '/auth/identities/{id}/remove', replies: { 204: null } },
  listBots: { method: 'GET', path: '/bots', replies: { 200: botList } },
  createBot: { method: 'POST', path: '/bots', replies: { 201: bot } },
  getBot: { method: 'GET', path: '/bots/{id}', replies: { 200: bot } },
  updateBot: { method: 'PATCH', path: '/bots/{id}', replies: { 200: bot } },
  deleteBot: { method: 'DELETE', path: '/bots/{id}', replies: { 204: null } },
  listBotTokens: { method: 'GET', path: '/bots/{id}/tokens', replies: { 200: botTokenList } },
  createBotToken: { method: 'POST', path: '/bots/{id}/tokens', replies: { 201: newBotToken } },
  revokeBotToken: { method: 'DELETE', path: '/bots/{id}/tokens/{tokenId}', replies: { 204: null } },
  listSessions: { method: 'GET', path: '/auth/sessions', replies: { 200: sessionList } },
  endSession: { method: 'DELETE', path: '/auth/sessions/{id}', replies: { 204: null } },
  endSessions: { method: 'DELETE', path: '/auth/sessions', replies: { 204: null } },
  getOwnProfile: { method: 'GET', path: '/users/me', replies: { 200: ownProfile } },
  updateOwnProfile: { method: 'PATCH', path: '/users/me', replies: { 200: ownProfile } },
  setStatus: { method: 'PUT', path: '/users/me/status', replies: { 200: statusReply } },
  searchUsers: { method: 'GET', path: '/users', replies: { 200: userPage } },
  discover: { method: 'GET', path: '/discover', replies: { 200: groupPreviewPage } },
  listTopics: { method: 'GET', path: '/discover/topics', replies: { 200: countedTopics } },
  suggestGroups: { method: 'GET', path: '/discover/suggestions', replies: { 200: suggestedGroups } },
  previewPublicGroup: { method: 'GET', path: '/discover/{id}', replies: { 200: groupPreview } },
  getFollowedTopics: { method: 'GET', path: '/users/me/topics', replies: { 200: followedTopics } },
  followTopics: { method: 'PUT', path: '/users/me/topics', replies: { 200: followedTopics } },
  getUser: { method: 'GET', path: '/users/{id}', replies: { 200: userProfile } },
  listBlocks: { method: 'GET', path: '/users/me/blocks', replies: { 200: blockedUserPage } },
  blockUser: { method: 'PUT', path: '/users/me/blocks/{userId}', replies: { 204: null } },
  unblockUser: { method: 'DELETE', path: '/users/me/blocks/{userId}', replies: { 204: null } },
  createConversation: {
    method: 'POST',
    path: '/conversations',
    replies: { 200: conversation, 201: conversation },
  },
  listConversations: { method: 'GET', path: '/conversations', replies: { 200: conversationPage } },
  getConversation: { method: 'GET', path: '/conversations/{id}', replies: { 200: conversation } },
  updateGroup: { method: 'PATCH', path: '/conversations/{id}', replies: { 200: conversation } },
  deleteGroup: { method: 'DELETE', path: '/conversations/{id}', replies: { 204: null } },
  updateOwnMembership: { method: 'PATCH', path: '/conversations/{id}/me', replies: { 200: conversation } },
  listMembers: { method: 'GET', path: '/conversations/{id}/members', replies: { 200: groupMemberPage } },
  addMembers: { method: 'POST', path: '/conversations/{id}/members', replies: { 200: conversation } },
  updateMember: {
    method: 'PATCH',
    path: '/conversations/{id}/members/{userId}',
    replies: { 200: groupMember },
  },
  removeMember: { method: 'DELETE', path: '/conversations/{id}/members/{userId}', replies: { 204: null } },
  leaveGroup: { method: 'POST', path: '/conversations/{id}/leave', replies: { 204: null } },
  transferGroup: { method: 'POST', path: '/conversations/{id}/transfer', replies: { 200: conversation } },
  listBans: { method: 'GET', path: '/conversations/{id}/bans', replies: { 200: bannedUserPage } },
  banUser: { method: 'PUT', path: '/conversations/{id}/bans/{userId}', replies: { 204: null } },
  unbanUser: { method: 'DELETE', path: '/conversations/{id}/bans/{userId}', replies: { 204: null } },
  createInvite: { method: 'POST', path: '/conversations/{id}/invites', replies: { 201: invite } },
  listInvites: { method: 'GET', path: '/conversations/{id}/invites', replies: { 200: invitePage } },
  revokeInvite: { method: 'DELETE', path: '/conversations/{id}/invites/{code}', replies: { 204: null } },
  previewInvite: { method: 'GET', path: '/invites/{code}', replies: { 200: invitePreview } },
  acceptInvite: { method: 'POST', path: '/invites/{code}/accept', replies: { 200: joinReply } },
  joinGroup: { method: 'POST', path: '/conversations/{id}/join', replies: { 200: joinReply } },
  listRequests: { method: 'GET', path: '/conversations/{id}/requests', replies: { 200: requestPage } },
  acceptRequest: {
    method: 'POST',
    path: '/conversations/{id}/requests/{userId}/accept',
    replies: { 200: okReply },
  },
  declineRequest: { method: 'DELETE', path: '/conversations/{id}/requests/{userId}', replies: { 204: null } },
  getWelcome: { method: 'GET', path: '/conversations/{id}/welcome', replies: { 200: groupWelcome } },
  listMessages: { method: 'GET', path: '/conversations/{id}/messages', replies: { 200: messagePage } },
  searchMessages: { method: 'GET', path: '/conversations/search/all', replies: { 200: searchPage } },
  sendMessage: {
    method: 'POST',
    path: '/conversations/{id}/messages',
    replies: { 200: sentReply, 201: sentReply },
  },
  markDelivered: { method: 'POST', path: '/conversations/{id}/delivered', replies: { 200: okReply } },
  markRead: { method: 'POST', path: '/conversations/{id}/read', replies: { 200: okReply } },
  listChanges: { method: 'GET', path: '/conversations/{id}/changes', replies: { 200: changesPage } },
  listReceipts: { method: 'GET', path: '/conversations/{id}/receipts', replies: { 200: receiptPage } },
  getMessage: { method: 'GET', path: '/conversations/{id}/messages/{seq}', replies: { 200: message } },
  editMessage: { method: 'PATCH', path: '/conversations/{id}/messages/{seq}', replies: { 200: message } },
  deleteMessage: { method: 'DELETE', path: '/conversations/{id}/messages/{seq}', replies: { 204: null } },
  openStream: {
    method: 'POST',
    path: '/conversations/{id}/messages/stream',
    replies: { 200: openedStream, 201: openedStream },
  },
  appendToStream: {
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/append',
    replies: { 200: appendedReply },
  },
  closeStream: {
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/close',
    replies: { 200: message },
  },
  stopStream: { method: 'POST', path: '/conversations/{id}/messages/{seq}/stop', replies: { 200: message } },
  listRevisions: {
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/edits',
    replies: { 200: messageRevisionPage },
  },
  addReaction: {
    method: 'PUT',
    path: '/conversations/{id}/messages/{seq}/reactions/{emoji}',
    replies: { 200: message },
  },
  removeReaction: {
    method: 'DELETE',
    path: '/conversations/{id}/messages/{seq}/reactions/{emoji}',
    replies: { 200: message },
  },
  removePreview: {
    method: 'DELETE',
    path: '/conversations/{id}/messages/{seq}/preview',
    replies: { 200: message },
  },
  listReactions: {
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/reactions',
    replies: { 200: reactionUserPage },
  },
  listReplies: {
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/replies',
    replies: { 200: messagePage },
  },
  vote: { method: 'PUT', path: '/conversations/{id}/messages/{seq}/vote', replies: { 200: message } },
  listVotes: {
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/votes',
    replies: { 200: pollVoterPage },
  },
  closePoll: {
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/poll/close',
    replies: { 200: message },
  },
  pinMessage: { method: 'PUT', path: '/conversations/{id}/pins/{seq}', replies: { 200: message } },
  scheduleMessage: {
    method: 'POST',
    path: '/scheduled',
    replies: { 200: scheduledMessage, 201: scheduledMessage },
  },
  listScheduled: { method: 'GET', path: '/scheduled', replies: { 200: scheduledList } },
  changeScheduled: { method: 'PUT', path: '/scheduled/{id}', replies: { 200: scheduledMessage } },
  deleteScheduled: { method: 'DELETE', path: '/scheduled/{id}', replies: { 204: null } },
  sendScheduled: { method: 'POST', path: '/scheduled/{id}/send', replies: { 201: sentReply } },
  listReminders: { method: 'GET', path: '/reminders', replies: { 200: reminderList } },
  setReminder: { method: 'PUT', path: '/reminders/{id}', replies: { 200: reminder } },
  deleteReminder: { method: 'DELETE', path: '/reminders/{id}', replies: { 204: null } },
  saveDraft: { method: 'PUT', path: '/conversations/{id}/draft', replies: { 200: draft } },
  listDrafts: { method: 'GET', path: '/conversations/drafts/all', replies: { 200: draftList } },
  unpinMessage: { method: 'DELETE', path: '/conversations/{id}/pins/{seq}', replies: { 200: message } },
  listPins: { method: 'GET', path: '/conversations/{id}/pins', replies: { 200: pinList } },
  starMessage: { method: 'PUT', path: '/conversations/{id}/messages/{seq}/star', replies: { 200: star } },
  unstarMessage: {
    method: 'DELETE',
    path: '/conversations/{id}/messages/{seq}/star',
    replies: { 200: star },
  },
  listStars: { method: 'GET', path: '/stars', replies: { 200: starPage } },
  updateThread: {
    method: 'PUT',
    path: '/conversations/{id}/messages/{seq}/thread',
    replies: { 200: threadStanding },
  },
  listThreads: { method: 'GET', path: '/conversations/threads/all', replies: { 200: threadPage } },
  forwardMessage: {
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/forward',
    replies: { 200: forwardReply },
  },
  sync: { method: 'GET', path: '/sync', replies: { 200: syncReply } },
  listNotifications: { method: 'GET', path: '/notifications', replies: { 200: notificationPage } },
  readNotifications: { method: 'POST', path: '/notifications/read', replies: { 200: okReply } },
  getNotificationSettings: {
    method: 'GET',
    path: '/notifications/settings',
    replies: { 200: notificationSettings },
  },
  updateNotificationSettings: {
    method: 'PATCH',
    path: '/notifications/settings',
    replies: { 200: notificationSettings },
  },
  getPushKey: { method: 'GET', path: '/push/key', replies: { 200: pushKey } },
  subscribePush: { method: 'PUT', path: '/push/subscriptions', replies: { 204: null } },
  unsubscribePush: { method: 'DELETE', path: '/push/subscriptions', replies: { 204: null } },
  unsubscribeDigests: { method: 'POST', path: '/notifications/unsubscribe', replies: { 204: null } },
};

export const subprotocol = 'chat.v1' as const;

export const bearerSubprotocolPrefix = 'bearer.' as const;

export const limits = {
  textCharacters: 8000,
  textBytes: 16384,
  frameBytes: 32768,
  pageMax: 100,
  watchedUsers: 200,
  attachments: 10,
} as const;
