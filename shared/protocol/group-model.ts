import * as z from 'zod';
import { idOf, openSet, replyText } from './bounds.ts';
import { limits } from './common.ts';
import { community } from './community-model.ts';
import { expiry } from './expiry-model.ts';

export const memberRole = z
  .enum(['owner', 'admin', 'member'])
  .describe('What the member may do in this conversation.');
export type MemberRole = z.infer<typeof memberRole>;

/** Whom a setting of a group lets do something. Owners and admins may always. */
const whoMay = (what: string) => z.enum(['everyone', 'admins']).describe(`Who may ${what}.`);

/** What a group lets its members do. */
export const groupSettings = z
  .object({
    post: whoMay('send messages; with `admins` it is an announcement group'),
    addMembers: whoMay('add members'),
    changeInfo: whoMay('change the name, the picture and the text about the group'),
    pin: whoMay('pin messages'),
    mentionAll: whoMay('mention all members at once, by `@all` or `@here`'),
    slowModeSeconds: z
      .int()
      .min(0)
      .max(limits.slowModeSeconds)
      .describe('How many seconds a member waits between two messages; 0: not at all. Admins do not wait.'),
    history: z
      .enum(['all', 'joined'])
      .describe('What members who join from now on can read: all messages, or those since they joined.'),
  })
  .meta({ id: 'GroupSettings', description: 'What a group lets its members do.' });
export type GroupSettings = z.infer<typeof groupSettings>;

/** Until when something holds, in replies. */
export const endOfMute = replyText(24, 'Until when: a time (RFC 3339), or `forever`.');

/** The kinds of changes that system messages report. Later versions add to them. */
export const systemType = openSet(
  [
    'added',
    'joined',
    'left',
    'removed',
    'banned',
    'unbanned',
    'role',
    'owner',
    'muted',
    'unmuted',
    'renamed',
    'avatar',
    'about',
    'settings',
    'community',
    'welcome',
    'rules',
    'expiry',
  ],
  'What happened. For types that you do not know, show the text of the message.',
);

/** What a system message reports: one flat shape, so that a client reads types of later versions too. */
export const systemEvent = z
  .object({
    type: systemType,
    actorId: idOf('the user who did it'),
    userIds: z
      .array(idOf('a user'))
      .optional()
      .meta({ maxItems: limits.groupAddNames, description: 'The users whom it concerns.' }),
    role: memberRole.optional().describe('With `role`: what they are now.'),
    until: endOfMute.optional().describe('With `muted`: until when: a time, or `forever`.'),
    name: replyText(limits.nameCharacters, 'The name.')
      .optional()
      .describe('With `renamed`: the name of now.'),
    avatar: replyText(2048, 'The picture.')
      .nullable()
      .optional()
      .describe('With `avatar`: the picture of now, or `null`.'),
    about: replyText(500, 'The text.')
      .nullable()
      .optional()
      .describe('With `about`: the text of now, or `null`.'),
    settings: groupSettings.optional().describe('With `settings`: those of now.'),
    community: community
      .optional()
      .describe('With `community`: who finds the group from now on, and by what.'),
    expiry: expiry
      .nullable()
      .optional()
      .describe(
        'With `expiry`: how long messages stay that are sent from now on; `null`: they do not expire.',
      ),
    memberCount: z.int().min(0).optional().describe('Where it changed: the number of members after it.'),
  })
  .meta({ id: 'SystemEvent', description: 'What a system message reports.' });
export type SystemEvent = z.infer<typeof systemEvent>;
