import * as z from 'zod';

/** The version of the format. A reader refuses a later one; fields that it does not know it passes over. */
export const formatVersion = 1;

/** How the lines name a person: a username of where they come from. */
const personName = z.string().min(1).max(128);
const time = z.iso.datetime({ offset: true });

const header = z.object({
  chatflow: z.literal(formatVersion),
  conversation: z.object({
    id: z.string().min(1).max(256),
    type: z.enum(['group', 'direct']),
    name: z.string().nullable(),
    about: z.string().nullable().optional(),
    createdAt: time,
  }),
  exportedAt: time,
  exportedBy: personName.nullable().optional(),
  /** The number of the last message that the export has. */
  upTo: z.number().int().min(0),
});
export type Header = z.infer<typeof header>;

/** A person comes before the first line that names them. */
const person = z.object({
  username: personName,
  /** What stands for them wherever they occur in exports from the same place. */
  id: z.string().max(256).optional(),
  name: z.string(),
  email: z.string().optional(),
  /** What they are in the conversation; missing: no member, or none any more. */
  role: z.enum(['owner', 'admin', 'member']).optional(),
});
export type FormatPerson = z.infer<typeof person>;

const entity = z.object({
  type: z.string(),
  start: z.number().int().min(0),
  length: z.number().int().min(1),
  user: personName.optional(),
  target: z.string().optional(),
  url: z.string().optional(),
  language: z.string().optional(),
});
export type FormatEntity = z.infer<typeof entity>;

const attachment = z.object({
  name: z.string(),
  type: z.string(),
  size: z.number().int().min(0),
  /** In hexadecimal, and where the file lies beside the lines: both, or neither where the export has no files. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  path: z.string().optional(),
  /** Where it can be downloaded, in lines that were converted. */
  url: z.string().optional(),
});
export type FormatAttachment = z.infer<typeof attachment>;

const message = z.object({
  id: z.string().min(1).max(256),
  seq: z.number().int().min(1),
  sender: personName,
  createdAt: time,
  text: z.string().optional(),
  entities: z.array(entity).optional(),
  attachments: z.array(attachment).optional(),
  /** The id of an earlier message. */
  replyTo: z.string().optional(),
  editedAt: time.optional(),
  deletedAt: time.optional(),
  /** `null`: who wrote it first kept that back. */
  forwardedFrom: personName.nullable().optional(),
  pinned: z.object({ at: time, by: personName }).optional(),
  reactions: z.array(z.object({ emoji: z.string(), users: z.array(personName) })).optional(),
  /** What happened in the conversation, in place of a text. */
  system: z.looseObject({ type: z.string(), users: z.array(personName).optional() }).optional(),
});
export type FormatMessage = z.infer<typeof message>;

const end = z.object({ messages: z.number().int().min(0) });

/** One line. */
export type Line =
  | { kind: 'header'; header: Header }
  | { kind: 'person'; person: FormatPerson }
  | { kind: 'message'; message: FormatMessage }
  | { kind: 'end'; messages: number }
  /** Of a kind that a later version adds. */
  | { kind: 'other' };

const laterVersion = z.object({ chatflow: z.number() });

/** Reads a line. Throws a `FormatError`, which says what is wrong with it in a sentence. */
export function readLine(text: string): Line {
  const value = parseJson(text);
  if ('chatflow' in value) {
    const version = laterVersion.safeParse(value).data?.chatflow;
    if (version !== undefined && version !== formatVersion) {
      throw new FormatError(`is of version ${version} of the format: this version reads ${formatVersion}`);
    }
    return { kind: 'header', header: parse(header, value) };
  }
  if ('person' in value) return { kind: 'person', person: parse(person, value.person) };
  if ('message' in value) return { kind: 'message', message: parse(message, value.message) };
  if ('end' in value) return { kind: 'end', messages: parse(end, value.end).messages };
  return { kind: 'other' };
}

function parseJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError('is not JSON', { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FormatError('is not a JSON object');
  }
  return { ...value };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  const path = issue?.path.join('.') ?? '';
  throw new FormatError(`is not as the format says: ${path}${path && ': '}${issue?.message ?? ''}`);
}

/** A line that is not of the format. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}
