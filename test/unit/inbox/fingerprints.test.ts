import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Standing } from '../../../shared/conversations/index.ts';
import { Fingerprints } from '../../../shared/inbox/fingerprints.ts';

const standing = (
  id: string,
  change: Partial<Record<'lastSeq' | 'readSeq' | 'deliveredSeq', number>> = {},
): Standing => ({
  head: {
    id,
    isGroup: false,
    name: null,
    avatar: null,
    createdAt: 1,
    createdBy: 'usr_1',
    memberCount: 2,
    membersVersion: 1,
    lastSeq: 5,
    lastActivityAt: 1,
    keyId: 'k1',
    wrappedKey: new Uint8Array(),
    ...change,
  },
  me: {
    userId: 'usr_1',
    role: 'member',
    joinedAt: 1,
    notifications: 'all',
    deliveredSeq: 3,
    readSeq: 2,
    ...change,
  },
});

const ids = fc.uniqueArray(
  fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => `cnv_${Buffer.from(bytes).toString('base64url')}`),
  { minLength: 1, maxLength: 300, size: 'max' },
);
const change = fc.constantFrom({ lastSeq: 6 }, { readSeq: 3 }, { deliveredSeq: 4 }, 'joined' as const);

test('fingerprints name every changed conversation, and given up to 100 conversations no other', () => {
  fc.assert(
    fc.property(ids, fc.array(fc.tuple(fc.nat(), change), { maxLength: 5 }), (all, changes) => {
      const changed = new Map(changes.map(([index, how]) => [all[index % all.length] ?? '', how]));
      const before = all.filter((id) => changed.get(id) !== 'joined').map((id) => standing(id));
      const told = Fingerprints.for(before.length);
      // in two pages
      told.add(before.slice(0, 50));
      const rest = before.length > 100 ? Fingerprints.parse(told.toString()) : told;
      rest.add(before.slice(50));

      const now = all.map((id) => {
        const how = changed.get(id);
        return standing(id, how === 'joined' ? {} : how);
      });
      const found = Fingerprints.parse(rest.toString())
        .changed(now)
        .map(({ head }) => head.id);
      expect(found).toEqual(expect.arrayContaining([...changed.keys()]));
      if (before.length <= 100) expect(found.toSorted()).toEqual([...changed.keys()].sort());
      expect(rest.toString().length).toBeLessThanOrEqual(1025);
    }),
  );
});
