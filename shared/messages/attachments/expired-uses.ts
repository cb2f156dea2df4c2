import type { MessagesContext } from '../context.ts';
import { hasExpired } from '../log-entry.ts';

interface Use {
  conversationId: string;
  seq: number;
  /** The message expires. */
  expires?: true;
}

/**
 * Those of the places of files whose messages have not expired. Of messages that never do nothing is read; of the others one batch,
 * or a few.
 */
export async function withoutExpired<T extends Use>(
  { clock, messages }: Pick<MessagesContext, 'clock' | 'messages'>,
  uses: readonly T[],
): Promise<T[]> {
  const expiring = new Map(uses.filter(({ expires }) => expires).map((use) => [nameOf(use), use]));
  if (expiring.size === 0) return [...uses];
  const found = await messages.at([...expiring.values()]);
  const now = clock.now();
  const there = new Set(
    found
      // where it was removed, nothing stands, or what readers pass
      .filter(({ entry }) => 'goneAt' in entry && !hasExpired(entry, now))
      .map(({ conversationId, entry: { seq } }) => nameOf({ conversationId, seq })),
  );
  return uses.filter((use) => !use.expires || there.has(nameOf(use)));
}

const nameOf = ({ conversationId, seq }: Use): string => `${conversationId}#${seq}`;
