import * as z from 'zod';
import { storedSettings } from '../../conversations/index.ts';
import { community, expiry, memberRole, type SystemEvent } from '../../protocol/index.ts';

const whom = { userIds: z.array(z.string()) };
/** The number of members after it. */
const counted = { memberCount: z.number() };

/** What happened in a group, as it is stored. A further type is a further member, in `systemType` of the contract too. */
export const systemContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('added'), ...whom, ...counted }),
  z.object({ type: z.literal('joined'), ...whom, ...counted }),
  z.object({ type: z.literal('left'), ...whom, ...counted }),
  z.object({ type: z.literal('removed'), ...whom, ...counted }),
  z.object({ type: z.literal('banned'), ...whom, ...counted }),
  z.object({ type: z.literal('unbanned'), ...whom }),
  z.object({ type: z.literal('role'), ...whom, role: memberRole }),
  z.object({ type: z.literal('owner'), ...whom }),
  /** `until`: a time on the wire, or `forever`. */
  z.object({ type: z.literal('muted'), ...whom, until: z.string() }),
  z.object({ type: z.literal('unmuted'), ...whom }),
  z.object({ type: z.literal('renamed'), name: z.string() }),
  z.object({ type: z.literal('avatar'), avatar: z.string().nullable() }),
  z.object({ type: z.literal('about'), about: z.string().nullable() }),
  z.object({ type: z.literal('settings'), settings: storedSettings }),
  z.object({ type: z.literal('community'), community }),
  /** The texts themselves are long, and read where they are shown. */
  z.object({ type: z.literal('welcome') }),
  z.object({ type: z.literal('rules') }),
  z.object({ type: z.literal('expiry'), expiry: expiry.nullable() }),
]);
export type SystemContent = z.infer<typeof systemContent>;
export type SystemContentType = SystemContent['type'];

const knownTypes: ReadonlySet<unknown> = new Set(systemContent.options.map(({ shape }) => shape.type.value));
/** Whether this version knows what is reported. */
export const isKnownContent = (content: unknown): boolean =>
  typeof content === 'object' && content !== null && 'type' in content && knownTypes.has(content.type);

/** What clients show that do not phrase it themselves. */
const plainText: Readonly<Record<SystemContentType, string>> = {
  added: 'Members were added.',
  joined: 'A member joined.',
  left: 'A member left.',
  removed: 'A member was removed.',
  banned: 'A user was banned.',
  unbanned: 'A user is no longer banned.',
  role: 'The role of a member changed.',
  owner: 'The group has a new owner.',
  muted: 'A member was muted.',
  unmuted: 'A member is no longer muted.',
  renamed: 'The group was renamed.',
  avatar: 'The picture of the group changed.',
  about: 'The text about the group changed.',
  settings: 'The settings of the group changed.',
  community: 'Who can find the group, or what it is about, changed.',
  welcome: 'The welcome text of the group changed.',
  rules: 'The rules of the group changed.',
  expiry: 'How long messages stay changed.',
};

/** What a system message says on the wire. */
export function viewSystem(actorId: string, content: SystemContent): { text: string; system: SystemEvent } {
  return { text: plainText[content.type], system: { ...content, actorId } };
}
