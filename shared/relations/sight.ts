import type { PresenceSight } from '../realtime/index.ts';
import { allows } from './policy.ts';
import { relate, type RelateContext } from './relate.ts';

/** Who may see whose presence, for pushes and for those who watch. */
export function presenceSight(context: RelateContext): PresenceSight {
  return {
    async viewersOf({ userId, audience, blocks }, viewers) {
      const contacts = audience === 'contacts';
      const others = viewers.map((viewerId) => ({ userId: viewerId, blocks, contacts }));
      const relation = await relate(context, userId, 'viewers', others);
      return new Set(viewers.filter((viewerId) => allows('presence', audience, relation(viewerId))));
    },
    async seenBy(viewerId, owners) {
      const others = owners.map(({ userId, audience, blocks }) => ({
        userId,
        blocks,
        contacts: audience === 'contacts',
      }));
      const relation = await relate(context, viewerId, 'owners', others);
      const seen = owners.filter(({ userId, audience }) => allows('presence', audience, relation(userId)));
      return new Set(seen.map(({ userId }) => userId));
    },
    apartFrom: async (userId, others) => new Set((await context.relations.between(userId, others)).keys()),
  };
}
