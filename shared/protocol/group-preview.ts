import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import { limits, time } from './common.ts';
import { community } from './community-model.ts';
import { shownAvatar } from './users.ts';

export const shownRules = replyText(limits.rulesCharacters, 'The rules.').nullable();
export const rulesVersion = z
  .int()
  .min(0)
  .describe('The version of the rules: it grows with each change of them. 0: there never were any.');

/** What users who are not in a group see of it, when they are invited or it is public. */
export const groupPreview = z
  .object({
    id: idOf('the group'),
    name: replyText(limits.nameCharacters, 'The name of the group.'),
    avatar: shownAvatar,
    about: replyText(500, 'What the group is about.')
      .nullable()
      .describe('What the group is about, or `null`.'),
    memberCount: z.int().min(1).describe('The number of members.'),
    createdAt: time('When the group was created.'),
    ...community.shape,
    rules: shownRules.describe('The rules that one accepts on joining, or `null`.'),
    rulesVersion,
    membership: z
      .enum(['none', 'requested', 'member'])
      .describe('What you are to the group: `requested` while your request to join waits for an admin.'),
  })
  .meta({ id: 'GroupPreview', description: 'A group, as those see it who are not in it.' });
export type GroupPreview = z.infer<typeof groupPreview>;
