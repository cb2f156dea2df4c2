import type { Head, Member } from '../../../shared/conversations/index.ts';

let groups = 0;
const membersOf = (group: string, count: number) =>
  Array.from({ length: count }, (_, index): Member => ({
    userId: `usr_${group}_${String(index).padStart(4, '0')}`,
    role: index === 0 ? 'owner' : 'member',
    joinedAt: 1,
    notifications: 'all',
    deliveredSeq: 0,
    readSeq: 0,
  }));

/** A group that is not stored yet, with an id of its own: its first member is the owner. */
export function newGroup(count: number): { head: Head; members: Member[] } {
  const id = `cnv_rosters_${(groups += 1)}`;
  const members = membersOf(id, count);
  const head: Head = {
    id,
    isGroup: true,
    name: 'Group',
    avatar: null,
    createdAt: 1,
    createdBy: members[0]?.userId ?? '',
    memberCount: count,
    membersVersion: 1,
    lastSeq: 0,
    lastActivityAt: 1,
    keyId: 'k1',
    wrappedKey: new Uint8Array([1]),
  };
  return { head, members };
}
