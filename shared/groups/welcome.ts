import type { Caller } from '../accounts/index.ts';
import { permitInGroup, type Head, type HeadChange, type WelcomeTexts } from '../conversations/index.ts';
import type { SystemContent } from '../messages/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { Write } from '../platform/table.ts';
import type { GroupWelcome, UpdateGroupRequest } from '../protocol/index.ts';
import type { GroupsContext } from './context.ts';

/** The texts for who joins a group, to a member. Throws `conversation_not_found`, `not_a_group`. */
export async function getWelcome(
  context: GroupsContext,
  caller: Caller,
  conversationId: string,
): Promise<GroupWelcome> {
  const standing = await context.conversations.standing(conversationId, caller.userId);
  const { head } = permitInGroup('seeMembers', standing);
  return { ...(await textsOf(context, head)), rulesVersion: head.rulesVersion ?? 0 };
}

/** Throws `rules_not_accepted` where a group has rules, and those of now are not the ones that were accepted. */
export function requireRules({ hasRules, rulesVersion }: Head, accepted: number | undefined): void {
  if (!hasRules || rulesVersion === accepted) return;
  throw new ChatError(
    'rules_not_accepted',
    accepted === undefined
      ? 'This group has rules: accept them by their rulesVersion.'
      : 'The rules changed meanwhile: read them again.',
    [{ path: 'rulesVersion', message: `must be ${rulesVersion}` }],
  );
}

async function textsOf({ conversations }: GroupsContext, head: Head): Promise<WelcomeTexts> {
  const none = { welcome: null, rules: null };
  if (!head.hasWelcome && !head.hasRules) return none;
  return (await conversations.welcomes([head.id])).get(head.id) ?? none;
}

const cleared = (text: string | null): string | null => (text?.trim() ? text : null);

/** What a change of these texts does; blank is none. `undefined`: they stay. Each change of the rules has a version of its own. */
export async function changedTexts(
  context: GroupsContext,
  head: Head,
  { welcome, rules }: Pick<UpdateGroupRequest, 'welcome' | 'rules'>,
): Promise<{ says: SystemContent[]; set: NonNullable<HeadChange['set']>; write: Write } | undefined> {
  if (welcome === undefined && rules === undefined) return undefined;
  const before = await textsOf(context, head);
  const after = {
    welcome: welcome === undefined ? before.welcome : cleared(welcome),
    rules: rules === undefined ? before.rules : cleared(rules),
  };
  const newWelcome = after.welcome !== before.welcome;
  const newRules = after.rules !== before.rules;
  if (!newWelcome && !newRules) return undefined;
  return {
    says: [
      ...(newWelcome ? [{ type: 'welcome' as const }] : []),
      ...(newRules ? [{ type: 'rules' as const }] : []),
    ],
    set: {
      ...(newWelcome && { hasWelcome: after.welcome !== null }),
      ...(newRules && { hasRules: after.rules !== null, rulesVersion: (head.rulesVersion ?? 0) + 1 }),
    },
    write: context.conversations.welcomeWrite(head.id, after),
  };
}
