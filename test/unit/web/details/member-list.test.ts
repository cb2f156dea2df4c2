import { describe, expect, it } from 'vitest';
import type { GroupMember, SystemEvent } from '../../../../client/index.ts';
import { inOrder, withEvent, withPage } from '../../../../web/src/details/member-list.ts';

const member = (id: string, role: GroupMember['role'] = 'member', name = id): GroupMember => ({
  id,
  username: id,
  name,
  avatar: null,
  online: false,
  lastOnline: null,
  role,
  joinedAt: '2026-01-01T00:00:00.000Z',
});
const group = [member('ann', 'owner'), member('bob', 'admin'), member('cem')];
const after = (event: Omit<SystemEvent, 'actorId'>) => withEvent(group, { actorId: 'ann', ...event });
const shown = (members: readonly GroupMember[]) => members.map(({ id, role }) => `${id} ${role}`);

describe('the members on screen', () => {
  it('given that one leaves, is removed or banned, lose them', () => {
    for (const type of ['left', 'removed', 'banned'])
      expect(shown(after({ type, userIds: ['cem'] })), type).toEqual(['ann owner', 'bob admin']);
  });

  it('given a new role or owner, have it', () => {
    expect(shown(after({ type: 'role', userIds: ['cem'], role: 'admin' }))).toContain('cem admin');
    expect(shown(after({ type: 'owner', userIds: ['cem'] }))).toEqual([
      'ann admin',
      'bob admin',
      'cem owner',
    ]);
  });

  it('given a mute and its end, show both', () => {
    const muted = after({ type: 'muted', userIds: ['cem'], until: 'forever' });
    expect(muted.at(-1)?.mutedUntil).toBe('forever');
    expect(withEvent(muted, { type: 'unmuted', userIds: ['cem'], actorId: 'ann' }).at(-1)?.mutedUntil).toBe(
      undefined,
    );
  });

  it('given an event of a later version, stay as they are', () => {
    expect(after({ type: 'pinned', userIds: ['cem'] })).toBe(group);
  });

  it('given a page with a member who is there already, have them once, as they are now', () => {
    expect(shown(withPage(group, [member('cem', 'admin'), member('dea')]))).toEqual([
      'ann owner',
      'bob admin',
      'cem admin',
      'dea member',
    ]);
  });

  it('given all of them, are in order by role and name', () => {
    const mixed = [member('1', 'member', 'Zoe'), member('2', 'owner', 'Mia'), member('3', 'member', 'Åsa')];
    expect(inOrder(mixed, true).map(({ name }) => name)).toEqual(['Mia', 'Åsa', 'Zoe']);
  });

  it('given some of many, begin with those who lead the group, and keep the order of the rest', () => {
    const some = [member('z'), member('bob', 'admin'), member('a')];
    const leading = [member('bob', 'member'), member('ann', 'owner')];
    expect(shown(inOrder(some, false, leading))).toEqual(['ann owner', 'bob admin', 'z member', 'a member']);
  });
});
