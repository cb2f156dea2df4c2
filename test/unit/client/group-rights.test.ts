import { describe, expect, it, test } from 'vitest';
import { mayActOn, mayInGroup, notificationsAt, silenceOf, type RightsIn } from '../../../client/index.ts';
import { permitInGroup, silenced } from '../../../shared/conversations/index.ts';
import {
  groupPolicy,
  requireLower,
  type GroupAction as PolicyAction,
} from '../../../shared/conversations/policy.ts';
import type { GroupSettings } from '../../../shared/protocol/index.ts';
import { newGroup } from '../../support/backend/stored-groups.ts';

const roles = ['owner', 'admin', 'member'] as const;
const whoMay = ['everyone', 'admins'] as const;
const settingsWith = (who: (typeof whoMay)[number]): GroupSettings => ({
  post: who,
  addMembers: who,
  changeInfo: who,
  pin: who,
  mentionAll: who,
  slowModeSeconds: 0,
  history: 'all',
});

/** What the client looks at, and what the server does, of the same member of the same group. */
function views(role: (typeof roles)[number], settings: GroupSettings, mutedUntil?: number) {
  const group: RightsIn = { isGroup: true, settings, me: { role } };
  const { head, members } = newGroup(2);
  const [member] = members;
  if (!member) throw new Error('a group has members');
  const me = { ...member, role, ...(mutedUntil !== undefined && { mutedUntil }) };
  return { group, head: { ...head, settings }, me };
}

const passes = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};
/** All but what every member may. One that the client does not know fails to compile below. */
type Managed = Exclude<PolicyAction, 'seeMembers' | 'leave'>;
const managed = (Object.keys(groupPolicy) as PolicyAction[]).filter(
  (action): action is Managed => groupPolicy[action].member !== 'allow',
);

describe.each(roles)('as %s', (role) => {
  it.each(whoMay)('may do what the policy of the server allows, where settings say %s', (who) => {
    const { group, head, me } = views(role, settingsWith(who));
    for (const action of managed)
      expect(mayInGroup(group, action), action).toBe(passes(() => permitInGroup(action, { head, me })));
    expect(mayInGroup(group, 'pin')).toBe(who === 'everyone' || role !== 'member');
  });

  it.each(roles)('acts on a member with the role %s as the server allows', (target) => {
    const { group, head, me } = views(role, settingsWith('admins'));
    for (const action of ['remove', 'mute', 'ban', 'changeRole'] as const) {
      const allowed = passes(() => {
        permitInGroup(action, { head, me });
        requireLower(role, target);
      });
      expect(mayActOn(group, action, target), action).toBe(allowed);
    }
  });

  it.each(whoMay)('writes as the server allows, where settings say %s', (who) => {
    const now = Date.parse('2026-03-01T12:00:00.000Z');
    for (const until of [undefined, now - 1, now + 60_000]) {
      const { group, head, me } = views(role, settingsWith(who), until);
      const mutedUntil = until === undefined ? {} : { mutedUntil: new Date(until).toISOString() };
      const silence = silenceOf({ ...group, me: { role, ...mutedUntil } }, now);
      expect(silence?.why).toBe(silenced(head, me, now)?.code);
    }
  });
});

test('in a direct conversation there is nothing to manage, and all may write', () => {
  const direct: RightsIn = { isGroup: false, settings: undefined, me: { role: 'member' } };
  expect(mayInGroup(direct, 'addMembers')).toBe(false);
  expect(silenceOf(direct, 0)).toBeUndefined();
});

test('a mute until it is lifted holds at any time', () => {
  const me = { role: 'member', mutedUntil: 'forever' } as const;
  const group = { isGroup: true, settings: settingsWith('everyone'), me };
  expect(silenceOf(group, Number.MAX_SAFE_INTEGER)).toEqual({ why: 'muted', until: 'forever' });
});

test('a choice of notifications that was for a time is over after it', () => {
  const choice = { notifications: 'none', notificationsUntil: '2026-03-01T12:00:00.000Z' } as const;
  const end = Date.parse(choice.notificationsUntil);
  expect([notificationsAt(choice, end - 1), notificationsAt(choice, end)]).toEqual(['none', 'all']);
  expect(notificationsAt({ notifications: 'mentions' }, end)).toBe('mentions');
});
