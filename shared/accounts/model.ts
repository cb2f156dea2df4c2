import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { asciiDomain, privacy, role, type Privacy, type Scope } from '../protocol/index.ts';
import type { Language } from './mails/languages.ts';

/** Who is calling: what an access token says. */
export interface Caller {
  userId: string;
  sessionId: string;
  role: z.infer<typeof role>;
  /** Of a bot: what its token allows. People have none, as they may do all. */
  scopes?: readonly Scope[];
  /** Of a bot: when its token stops working, in milliseconds since the epoch; without it, not by itself. */
  endsAt?: number;
}

/** Where a request came from, as far as it says. */
export interface Source {
  /** The IP address. */
  address: string;
  /** The `user-agent` header; empty where there is none. */
  userAgent: string;
  /** In what language it wants its mails. */
  language: Language;
  /** Where its sender reaches the web client, without a slash at the end: links in mails begin so. */
  origin: string;
}

/** What accounts that were stored before these settings existed have chosen. */
const unchosen = privacy.shape.avatar.default('everyone');
const storedPrivacy = privacy.extend({
  avatar: unchosen,
  receipts: unchosen,
  messages: unchosen,
  groups: unchosen,
  forwards: unchosen,
  linkPreviews: privacy.shape.linkPreviews.default(true),
});
/** What new accounts begin with. */
export const openPrivacy: Privacy = storedPrivacy.parse({ presence: 'everyone', about: 'everyone' });

/** An account as it is stored. Times are milliseconds since the epoch. */
export const account = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  about: z.string(),
  privacy: storedPrivacy,
  role,
  /** The address, sealed under the account's own data key. */
  sealedEmail: bytes,
  emailVerified: z.boolean(),
  /** Empty where there is none, as in accounts that sign in with a provider. */
  passwordHash: z.string(),
  keyId: z.string(),
  wrappedKey: bytes,
  createdAt: z.number(),
  /** Grows with each change of the profile or the credentials. */
  version: z.number().default(0),
  /** Whether signing in takes a code besides the password. */
  secondFactor: z.boolean().default(false),
  /** Since when, until when (`null`: until lifted) and why the user may not sign in. It may be over. */
  suspension: z
    .object({
      at: z.number(),
      until: z.number().nullable(),
      /** Sealed under the account's own data key, in base64; empty where none was given. */
      sealedReason: z.string().default(''),
    })
    .exactOptional(),
  /** What the user must do before they get in again: set another password, set up an authenticator app. */
  mustSetPassword: z.literal(true).exactOptional(),
  mustSetUpSecondFactor: z.literal(true).exactOptional(),
  /** Grows when all sessions end at once: those of an earlier epoch are over, whatever is still stored of them. */
  sessionEpoch: z.number().default(0),
  /** Of a bot that belongs to a user. What is a bot says the id. */
  ownerId: z.string().exactOptional(),
  /** A bot that was deleted: what it wrote keeps its name. */
  deletedAt: z.number().exactOptional(),
});
export type Account = z.infer<typeof account>;

/** A device that is signed in. */
export const session = z.object({
  id: z.string(),
  userId: z.string(),
  /** The `sessionEpoch` of the account that it belongs to. */
  epoch: z.number().default(0),
  /** What signed in, in words: `Firefox on Windows`. */
  device: z.string().default(''),
  /** How many times its refresh token was traded: the token that works now carries this number. */
  generation: z.number(),
  /** When it was traded last, in milliseconds since the epoch; 0: never. */
  rotatedAt: z.number().default(0),
  createdAt: z.number(),
  /** Epoch seconds (the table's time to live): a device unused until then is signed out. */
  expiresAt: z.number(),
  /** How it is reached by pushes, sealed under the account's data key: it ends with the session. And a keyed hash of it. */
  pushAddress: bytes.exactOptional(),
  pushHash: z.string().exactOptional(),
});
export type Session = z.infer<typeof session>;

/** How an e-mail address is compared: without case and surrounding space, composed, its domain as mail servers know it. */
export function normalEmail(email: string): string {
  const composed = email.trim().normalize('NFC').toLowerCase();
  return asciiDomain(composed) ?? composed;
}

/** Some single characters fold into many: beyond this, terms are not compared. It keeps them within a sort key. */
const comparedCharacters = 200;

/**
 * Text without case, so that whatever Unicode's full case folding makes equal is equal: ß and ss, ς and σ. Lower case alone
 * does not do that, since some letters have several lower-case forms, and upper case of more letters than one. Beyond it the
 * dotted and the dotless i are both i, as people search them.
 */
export function foldCase(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return folded.replaceAll('ς', 'σ').normalize('NFKC').replaceAll('i\u0307', 'i');
}

/** How names and searches are compared: compatibility forms and case folded, without what does not show, single spaces. */
export function searchTerm(text: string): string {
  const showing = text.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  const folded = foldCase(showing).trim().replace(/\s+/g, ' ');
  return [...folded].slice(0, comparedCharacters).join('').trim();
}

/** The most words of a name that can be found by their beginning. */
const searchedWords = 5;

/** What a name can be found by: itself, and what is left of it from each of its words on. */
export function nameTerms(name: string): string[] {
  const words = searchTerm(name).split(' ');
  return words.map((_, index) => words.slice(index).join(' ')).slice(0, searchedWords);
}

/** What a person can be found by: the username, and the name from each of its words on. */
export function searchTerms(person: { username: string; name: string }): string[] {
  return [...new Set([searchTerm(person.username), ...nameTerms(person.name)])];
}
