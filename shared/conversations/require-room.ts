import { ChatError } from '../platform/errors.ts';
import type { ConversationsContext } from './context.ts';
import type { Head } from './model.ts';

/** Refuses more members than a group can have, by the settings of the administrators. Throws `group_full`. */
export async function requireRoom(
  { settings }: Pick<ConversationsContext, 'settings'>,
  { memberCount }: Pick<Head, 'memberCount'>,
  joining: number,
): Promise<void> {
  const { groupMembers } = await settings.current();
  if (memberCount + joining <= groupMembers) return;
  throw new ChatError('group_full', `A group has at most ${groupMembers} members.`);
}
