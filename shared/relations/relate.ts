import type { RelationsContext } from './context.ts';
import type { Relation } from './policy.ts';

/** Another user, and what has to be looked at to know the relation to them. */
export interface Other {
  userId: string;
  /** Whether there may be blocks; without them none is looked for. */
  blocks: boolean;
  /** Whether it matters who is a contact: otherwise contacts may be taken for strangers. */
  contacts: boolean;
}

export type RelateContext = Pick<RelationsContext, 'directs' | 'relations'>;

/**
 * What one user is to each of the others, by the ids of the others, as `of` says: what the user is to an `owner` whose
 * settings decide, or what each `viewer` is to the user whose settings decide. Two batches at most, and none where nothing is
 * to be looked at.
 */
export async function relate(
  { directs, relations }: RelateContext,
  userId: string,
  of: 'owners' | 'viewers',
  others: readonly Other[],
): Promise<(otherId: string) => Relation> {
  const asked = others.filter((other) => other.userId !== userId);
  const idsWith = (trait: 'blocks' | 'contacts') => [
    ...new Set(asked.filter((other) => other[trait]).map((other) => other.userId)),
  ];
  const [withBlocks, withContacts] = [idsWith('blocks'), idsWith('contacts')];
  const [blocks, shared] = await Promise.all([
    withBlocks.length > 0 ? relations.between(userId, withBlocks) : undefined,
    withContacts.length > 0 ? directs.sharedWith(userId, withContacts) : undefined,
  ]);
  return (otherId) => {
    if (otherId === userId) return 'self';
    const { to = false, from = false } = blocks?.get(otherId) ?? {};
    const [byOwner, byViewer] = of === 'owners' ? [from, to] : [to, from];
    if (byOwner) return 'blocked';
    if (byViewer) return 'blocking';
    return shared?.has(otherId) ? 'contact' : 'stranger';
  };
}
