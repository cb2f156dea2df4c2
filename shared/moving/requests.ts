import * as z from 'zod';
import { limits, memberRole, moment, oneLineName } from '../protocol/index.ts';

/** What of an import an operator's program asks for, step by step. Each may be asked for again. */
const importId = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
const personName = z.string().min(1).max(128);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

/** Of one step: as many as one call of the function does in its time. */
export const importSteps = { people: 25, messages: 250 } as const;

export const beginRequest = z.strictObject({
  import: importId,
  name: oneLineName,
  about: z.string().max(500).nullable(),
  createdAt: moment,
});

export const importedPerson = z.strictObject({
  username: personName,
  /** Their id where they come from: the same in all exports from there. */
  id: z.string().max(256).optional(),
  name: z.string().max(1_024),
  email: z.string().max(1_024).optional(),
  role: memberRole.optional(),
  /** The username of the account that is theirs, where the operator says so. */
  account: z.string().max(128).optional(),
  /** An account with the same username is theirs, if there is one: the operator says so. */
  sameName: z.boolean().optional(),
});
export const peopleRequest = z.strictObject({
  import: importId,
  people: z.array(importedPerson).max(importSteps.people),
});

/** A file by whose it is and what it is. */
const fileRef = z.strictObject({ owner: personName, sha256 });
export type FileRef = z.infer<typeof fileRef>;
export const fileRequest = z.strictObject({
  import: importId,
  file: fileRef,
  name: z.string().max(limits.fileNameCharacters),
  contentType: z.string().max(256),
  size: z.int().min(1),
});
export const completeRequest = z.strictObject({ import: importId, file: fileRef });

const place = { start: z.int().min(0), length: z.int().min(1) };
const importedEntity = z.strictObject({
  type: z.string().max(32),
  ...place,
  user: personName.optional(),
  target: z.string().max(32).optional(),
  url: z.string().max(limits.urlCharacters).optional(),
  language: z.string().max(limits.languageCharacters).optional(),
});

/** A message under its number, as it is stored. */
export const importedMessage = z.strictObject({
  seq: z.int().min(1),
  sender: personName,
  createdAt: moment,
  text: z.string().max(2 * limits.textCharacters),
  entities: z.array(importedEntity).max(limits.entities).optional(),
  files: z.array(fileRef).max(limits.attachments).optional(),
  /** The number of the message that it replies to, and of the one at which that thread begins. */
  replySeq: z.int().min(1).optional(),
  threadSeq: z.int().min(1).optional(),
  editedAt: moment.optional(),
  deletedAt: moment.optional(),
  forwardedFrom: personName.nullable().optional(),
  pinned: z.strictObject({ at: moment, by: personName }).optional(),
  reactions: z
    .array(z.strictObject({ emoji: z.string(), users: z.array(personName).min(1) }))
    .max(limits.reactionsPerMessage)
    .optional(),
  system: z.looseObject({ type: z.string(), users: z.array(personName).optional() }).optional(),
});
export type ImportedMessage = z.infer<typeof importedMessage>;
export const messagesRequest = z.strictObject({
  import: importId,
  messages: z.array(importedMessage).min(1).max(importSteps.messages),
});

export const finishRequest = z.strictObject({
  import: importId,
  /** The number of its last message, so that none is missing. */
  lastSeq: z.int().min(0),
  /** The username of the owner of the group; otherwise the lines say who that is. */
  owner: z.string().max(128).optional(),
  /** With which block of the search index to go on, as an earlier call said. */
  from: z.int().min(0).default(0),
});

/** One step, by its name. */
export const importRequest = z.union([
  z.strictObject({ begin: beginRequest }),
  z.strictObject({ people: peopleRequest }),
  z.strictObject({ file: fileRequest }),
  z.strictObject({ complete: completeRequest }),
  z.strictObject({ messages: messagesRequest }),
  z.strictObject({ finish: finishRequest }),
]);
export type ImportRequest = z.infer<typeof importRequest>;

/** What each step answers: a program that is not the backend reads it so. */
export const importAnswers = {
  begin: z.object({
    conversationId: z.string(),
    /** Up to this number all messages are stored. */
    lastSeq: z.number(),
    finished: z.boolean(),
  }),
  people: z.object({
    people: z.array(
      z.object({
        /** As the lines name them. */
        username: z.string(),
        /** The username of the account here. */
        as: z.string(),
        /** `account`: they had one; `made`: they set a password by mail; `placeholder`: a name that no one can sign in with. */
        outcome: z.enum(['account', 'made', 'placeholder']),
      }),
    ),
  }),
  file: z.object({
    mediaId: z.string(),
    /** Where it is uploaded to; left out where it is here already. */
    form: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }).optional(),
  }),
  complete: z.object({ mediaId: z.string() }),
  messages: z.object({ lastSeq: z.number() }),
  /** `next`: with which block of the search index to go on. */
  finish: z.object({ conversationId: z.string(), next: z.number().optional() }),
};
export type ImportAnswer<Step extends keyof typeof importAnswers> = z.infer<(typeof importAnswers)[Step]>;
export type PlacedPerson = ImportAnswer<'people'>['people'][number];
export type UploadTo = NonNullable<ImportAnswer<'file'>['form']>;
