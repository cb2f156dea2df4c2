import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ChatError } from '../../platform/errors.ts';
import { wireTime } from '../../platform/time.ts';
import type { Location, Message, NewContact, NewPoll } from '../../protocol/index.ts';
import { seePeople } from '../../relations/index.ts';
import type { MessagesContext } from '../context.ts';
import type { Tally } from '../log-entry.ts';
import type { Ballot } from '../polls/vote-store.ts';

const poll = z.object({
  kind: z.literal('poll'),
  question: z.string(),
  options: z.array(z.string()),
  multiple: z.boolean(),
  anonymous: z.boolean(),
  /** In epoch milliseconds. */
  closesAt: z.number().exactOptional(),
});
const location = z.object({
  kind: z.literal('location'),
  latitude: z.number(),
  longitude: z.number(),
  accuracy: z.number().exactOptional(),
  label: z.string().exactOptional(),
});
const contact = z.object({
  kind: z.literal('contact'),
  name: z.string(),
  phones: z.array(z.string()).exactOptional(),
  emails: z.array(z.string()).exactOptional(),
  userId: z.string().exactOptional(),
});

/** What a message is instead of a text, as it is sealed. */
export const content = z.discriminatedUnion('kind', [poll, location, contact]);
export type Content = z.infer<typeof content>;
export type PollContent = Extract<Content, { kind: 'poll' }>;

/** What a client sends: one of these, or none. */
export interface GivenContent {
  poll?: NewPoll | undefined;
  location?: Location | undefined;
  contact?: NewContact | undefined;
}

/** What is sent as it is stored; `undefined`: it is a text. */
export function contentOf({ poll, location, contact }: GivenContent): Content | undefined {
  if (poll) {
    const { question, options, multiple = false, anonymous = false, closesAt } = poll;
    const end = closesAt === undefined ? undefined : Date.parse(closesAt);
    return {
      kind: 'poll',
      question,
      options,
      multiple,
      anonymous,
      ...(end !== undefined && { closesAt: end }),
    };
  }
  if (location) {
    const { latitude, longitude, accuracy, label } = location;
    return {
      kind: 'location',
      // JSON has one zero
      latitude: latitude + 0,
      longitude: longitude + 0,
      ...(accuracy !== undefined && { accuracy: accuracy + 0 }),
      ...(label !== undefined && { label }),
    };
  }
  if (!contact) return undefined;
  const { name, phones = [], emails = [], userId } = contact;
  return {
    kind: 'contact',
    name,
    ...(phones.length > 0 && { phones }),
    ...(emails.length > 0 && { emails }),
    ...(userId !== undefined && { userId }),
  };
}

/** The same, to be sent once more: a poll begins anew, and stays open. */
export function forwardedContent({ kind, ...said }: Content): GivenContent {
  if ('question' in said) {
    const { closesAt: _, ...poll } = said;
    return { poll };
  }
  return { [kind]: said };
}

/** Throws `time_in_past` for a poll that would be closed at once, and `validation_failed` for a contact whom the sender cannot see. */
export async function checkContent(
  context: MessagesContext,
  senderId: string,
  content: Content | undefined,
): Promise<void> {
  if (content?.kind === 'poll' && content.closesAt !== undefined && content.closesAt <= context.clock.now()) {
    throw new ChatError('time_in_past');
  }
  if (content?.kind !== 'contact' || content.userId === undefined) return;
  const people = await seePeople(context, senderId, [content.userId]);
  if (people.of(content.userId)) return;
  throw new ChatError('validation_failed', 'The request is not valid.', [
    { path: 'contact.userId', message: 'must be a user whom you can see' },
  ]);
}

export const isSameContent = (a: Content | undefined, b: Content | undefined): boolean =>
  isDeepStrictEqual(a, b);

const plainForms: { readonly [K in Content['kind']]: (content: Extract<Content, { kind: K }>) => string[] } =
  {
    poll: ({ question, options }) => [question, ...options],
    location: ({ label, latitude, longitude }) => [...(label ? [label] : []), `${latitude}, ${longitude}`],
    contact: ({ name, phones = [], emails = [] }) => [name, ...phones, ...emails],
  };

/** The same in plain lines: what clients show that do not know the kind, and what is searched. */
export function plainText(content: Content): string {
  const formOf = plainForms[content.kind] as (content: Content) => string[];
  return formOf(content).join('\n');
}

/** Of a poll, how its votes stand, and what the viewer chose; `undefined`: it is no one's view in particular. */
export interface PollStanding {
  tally: Tally | undefined;
  ballot: Ballot | null | undefined;
}

/** A message's content on the wire. */
export function viewContent(
  content: Content,
  standing: PollStanding,
): Pick<Message, 'poll' | 'location' | 'contact'> {
  const { kind, ...said } = content;
  return content.kind === 'poll' ? { poll: viewPoll(content, standing) } : { [kind]: said };
}

function viewPoll(
  { question, options, multiple, anonymous, closesAt }: PollContent,
  { tally, ballot }: PollStanding,
): Message['poll'] {
  // a vote that a block hides is its voter's alone, and in no count
  const own = ballot?.hidden ? ballot.options : [];
  return {
    question,
    options: options.map((text, index) => ({
      text,
      count: (tally?.counts[index] ?? 0) + (own.includes(index) ? 1 : 0),
    })),
    multiple,
    anonymous,
    voterCount: (tally?.voters ?? 0) + (own.length > 0 ? 1 : 0),
    ...(closesAt !== undefined && { closesAt: wireTime(closesAt) }),
    ...(tally?.closedAt !== undefined && { closedAt: wireTime(tally.closedAt) }),
    ...(ballot !== undefined && { mine: [...(ballot?.options ?? [])] }),
  };
}
