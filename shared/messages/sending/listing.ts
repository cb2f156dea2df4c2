import { isListingDue, type Head } from '../../conversations/index.ts';
import type { MessagesContext } from '../context.ts';

/**
 * After a message: has the place of a public group among the others brought up to date, at most once an hour. The head of now
 * tells whether that is due, so that other messages cost nothing for it. Never rejects.
 */
export async function refreshListingIfDue(
  { conversations, work, log }: MessagesContext,
  head: Head,
  now: number,
): Promise<void> {
  const { id: conversationId } = head;
  if (!isListingDue(head, now)) return;
  try {
    if (!(await conversations.claimListing(conversationId, now))) return;
    await work.add({ type: 'refresh-listing', conversationId });
  } catch (error) {
    log.warn({ err: error, conversationId }, 'the place of a public group was not brought up to date');
  }
}
