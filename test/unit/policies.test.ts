import { describe, expect, it, test } from 'vitest';
import {
  permitSession,
  refuseSession,
  sessionPolicy,
  standingAfterTrade,
  type SessionStanding,
} from '../../shared/accounts/policy.ts';
import {
  conversationPolicy,
  decidedBySetting,
  groupPolicy,
  permit,
  permitInGroup,
  requireLower,
  standings,
  type MemberPolicy,
} from '../../shared/conversations/policy.ts';
import {
  permitRole,
  permitTarget,
  rolePolicy,
  type Authority,
  type RoleAction,
} from '../../shared/accounts/role-policy.ts';
import { role, type Role } from '../../shared/protocol/index.ts';
import { settingsOf } from '../../shared/conversations/settings.ts';
import { inboxPolicy } from '../../shared/inbox/policy.ts';
import { messagePolicy } from '../../shared/messages/policy.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { searchPolicy } from '../../shared/search/policy.ts';
import { newGroup } from '../support/backend/stored-groups.ts';
import {
  isSecret,
  permitPresence,
  presencePolicy,
  presenceSeenBy,
  presenceViewers,
  shownPresence,
  shownToOthers,
  viewerOf,
} from '../../shared/realtime/policy.ts';

/** What each standing may do with a conversation: every action of every noun, in the order of the standings. */
const expected = {
  conversations: {
    openAgain: ['allow', 'allow', 'allow', 'conversation_not_found'],
    type: ['allow', 'allow', 'allow', 'conversation_not_found'],
    changeOwn: ['allow', 'allow', 'allow', 'conversation_not_found'],
    changeExpiry: ['allow', 'allow', 'allow', 'conversation_not_found'],
  },
  messages: {
    send: ['allow', 'allow', 'allow', 'conversation_not_found'],
    read: ['allow', 'allow', 'allow', 'conversation_not_found'],
    edit: ['allow', 'allow', 'allow', 'conversation_not_found'],
    delete: ['allow', 'allow', 'allow', 'conversation_not_found'],
    append: ['allow', 'allow', 'allow', 'conversation_not_found'],
    stop: ['allow', 'allow', 'allow', 'conversation_not_found'],
    react: ['allow', 'allow', 'allow', 'conversation_not_found'],
    pin: ['allow', 'allow', 'allow', 'conversation_not_found'],
    vote: ['allow', 'allow', 'allow', 'conversation_not_found'],
    closePoll: ['allow', 'allow', 'allow', 'conversation_not_found'],
    preview: ['allow', 'allow', 'allow', 'conversation_not_found'],
    markReceipt: ['allow', 'allow', 'allow', 'conversation_not_found'],
    listReceipts: ['allow', 'allow', 'allow', 'conversation_not_found'],
  },
  inbox: { see: ['allow', 'allow', 'allow', 'conversation_not_found'] },
  search: { search: ['allow', 'allow', 'allow', 'conversation_not_found'] },
  groups: {
    seeMembers: ['allow', 'allow', 'allow', 'conversation_not_found'],
    leave: ['allow', 'allow', 'allow', 'conversation_not_found'],
    addMembers: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    changeInfo: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    changeSettings: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    pin: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    remove: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    mute: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    ban: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    seeBans: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    mentionAll: ['allow', 'allow', 'mention_not_allowed', 'conversation_not_found'],
    manageInvites: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    decideRequests: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    manageWebhooks: ['allow', 'allow', 'forbidden', 'conversation_not_found'],
    changeRole: ['allow', 'forbidden', 'forbidden', 'conversation_not_found'],
    transfer: ['allow', 'forbidden', 'forbidden', 'conversation_not_found'],
    delete: ['allow', 'forbidden', 'forbidden', 'conversation_not_found'],
  },
};
const policies: Record<keyof typeof expected, MemberPolicy<string>> = {
  conversations: conversationPolicy,
  messages: messagePolicy,
  inbox: inboxPolicy,
  search: searchPolicy,
  groups: groupPolicy,
};

const ranks = ['owner', 'admin', 'member'] as const;

function decisionOf(policy: MemberPolicy<string>, action: string, standing: (typeof standings)[number]) {
  try {
    const found = standing === 'stranger' ? undefined : { role: standing };
    return permit(policy, action, found) === found ? 'allow' : 'something else came back';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

function decisionOnSession(...asked: Parameters<typeof permitSession<'refresh'>>) {
  try {
    permitSession(...asked);
    return 'allow';
  } catch (error) {
    return error instanceof ChatError ? [error.code, error.message] : error;
  }
}

describe.each(Object.entries(policies))('the policy of %s', (noun, policy) => {
  it('decides every action for every standing', () => {
    const decisions = Object.fromEntries(
      Object.keys(policy).map((action) => [
        action,
        standings.map((standing) => decisionOf(policy, action, standing)),
      ]),
    );
    expect(decisions).toEqual(expected[noun as keyof typeof expected]);
  });
});

test('a setting opens its action to all members, and no other', () => {
  const { head, members } = newGroup(2);
  const me = members[1];
  if (!me) throw new Error('two members');
  for (const setting of ['addMembers', 'changeInfo', 'mentionAll'] as const) {
    const strict = { ...settingsOf(head), mentionAll: 'admins' as const };
    const open = { ...head, settings: { ...strict, [setting]: 'everyone' as const } };
    const allowed = Object.keys(groupPolicy).filter((action) => {
      try {
        permitInGroup(action as keyof typeof groupPolicy, { head: open, me });
        return true;
      } catch {
        return false;
      }
    });
    expect(allowed).toEqual(
      Object.keys(groupPolicy).filter((action) => ['seeMembers', 'leave', setting].includes(action)),
    );
    expect(decidedBySetting[setting]).toBe(setting);
  }
});

test('one acts on lower roles only', () => {
  const may = ranks.map((actor) =>
    ranks.map((target) => {
      try {
        requireLower(actor, target);
        return true;
      } catch {
        return false;
      }
    }),
  );
  expect(may).toEqual([
    [false, true, true],
    [false, false, true],
    [false, false, false],
  ]);
});

test('a policy can refuse a role with its own error', () => {
  const policy = {
    rename: {
      owner: 'allow',
      admin: 'allow',
      member: 'message_not_found',
      stranger: 'conversation_not_found',
    },
  } as const;
  expect(standings.map((standing) => decisionOf(policy, 'rename', standing))).toEqual([
    'allow',
    'allow',
    'message_not_found',
    'conversation_not_found',
  ]);
});

const roles = role.options;

describe('the policies of accounts', () => {
  const expectedOfSessions: Record<
    string,
    Partial<Record<SessionStanding, [code: string, detail: string] | 'allow'>>
  > = {
    openSocket: { live: 'allow', ended: ['invalid_token', 'This session has ended. Sign in again.'] },
    refresh: {
      live: 'allow',
      reused: [
        'refresh_token_reused',
        'This refresh token was already used, so the session has ended. Sign in again.',
      ],
      ended: ['invalid_refresh_token', 'This session has ended. Sign in again.'],
    },
    manage: {
      live: 'allow',
      ended: ['session_not_found', 'This device is signed out already.'],
      foreign: ['session_not_found', 'This device is signed out already.'],
    },
    subscribe: { live: 'allow', ended: ['invalid_token', 'This session has ended. Sign in again.'] },
    signOut: {
      live: 'allow',
      foreign: ['invalid_refresh_token', 'The refresh token belongs to another user.'],
    },
  };

  it('decide every action on a session for every standing that it can meet', () => {
    const decided = Object.entries(sessionPolicy).map(([action, row]) => {
      const decisions = Object.keys(row).map((standing): [string, unknown] => [
        standing,
        decisionOnSession(action as 'refresh', standing as 'live'),
      ]);
      return [action, Object.fromEntries(decisions)] as const;
    });
    expect(Object.fromEntries(decided)).toEqual(expectedOfSessions);
  });

  it('fail, rather than let pass, where a use case refuses what the policy allows', () => {
    expect(() => refuseSession('refresh', 'live')).toThrow('no policy refuses refresh on a live session');
  });

  it.each([
    { expected: 'ended', session: undefined },
    { expected: 'live', session: { generation: 4, rotatedAt: 100_000 } },
    { expected: 'live', session: { generation: 4, rotatedAt: 100_000 - 29_999 } },
    { expected: 'reused', session: { generation: 4, rotatedAt: 100_000 - 30_000 } },
    { expected: 'live', session: { generation: 4, rotatedAt: 100_000 + 29_999 } },
    { expected: 'reused', session: { generation: 4, rotatedAt: 100_000 + 30_000 } },
    { expected: 'reused', session: { generation: 5, rotatedAt: 100_000 } },
    { expected: 'reused', session: { generation: 3, rotatedAt: 100_000 } },
  ])('call a session $expected after a trade of generation 3: $session', ({ expected, session }) => {
    expect(standingAfterTrade(session, 3, 100_000)).toBe(expected);
  });

  it('decide every action for every role and for operators', () => {
    const authorities = [...roles.map((one) => ({ userId: 'usr_1', role: one })), 'operator'] as const;
    const decided = Object.keys(rolePolicy).map((action) => [
      action,
      authorities.map((authority) => {
        try {
          permitRole(action as RoleAction, authority);
          return 'allow';
        } catch (error) {
          return error instanceof ChatError ? error.code : error;
        }
      }),
    ]);
    expect(Object.fromEntries(decided)).toEqual({
      changeRoles: ['forbidden', 'forbidden', 'allow', 'allow'],
      suspendUsers: ['forbidden', 'forbidden', 'allow', 'allow'],
      readAuditLog: ['forbidden', 'forbidden', 'allow', 'allow'],
      seeUsers: ['forbidden', 'forbidden', 'allow', 'allow'],
      secureUsers: ['forbidden', 'forbidden', 'allow', 'allow'],
      changeSettings: ['forbidden', 'forbidden', 'allow', 'allow'],
      invitePeople: ['forbidden', 'forbidden', 'allow', 'allow'],
    });
  });
});

describe('acting on another account', () => {
  const outcome = (authority: Authority, role: Role) => {
    try {
      permitTarget(authority, { id: 'usr_2', role });
      return 'allow';
    } catch (error) {
      return error instanceof ChatError ? error.code : error;
    }
  };

  it('takes a role that is not below it, and a higher one where there is one', () => {
    const of = (authority: Authority) => roles.map((role) => outcome(authority, role));
    expect(of({ userId: 'usr_1', role: 'user' })).toEqual(['outranked', 'outranked', 'outranked']);
    expect(of({ userId: 'usr_1', role: 'moderator' })).toEqual(['allow', 'outranked', 'outranked']);
    expect(of({ userId: 'usr_1', role: 'admin' })).toEqual(['allow', 'allow', 'allow']);
    expect(of('operator')).toEqual(['allow', 'allow', 'allow']);
    expect(outcome({ userId: 'usr_2', role: 'admin' }, 'user')).toBe('cannot_target_self');
  });
});

describe('the policies of presence', () => {
  it('let every user watch every user', () => {
    const decisions = Object.keys(presencePolicy).map((action) => [
      action,
      presenceViewers.map((viewer) => {
        permitPresence(presencePolicy, action as 'watch', viewer);
        return 'allow';
      }),
    ]);
    expect(Object.fromEntries(decisions)).toEqual({ watch: ['allow', 'allow'] });
    expect([viewerOf('usr_1', 'usr_1'), viewerOf('usr_1', 'usr_2')]).toEqual(['self', 'other']);
  });

  it('refuse with the error that stands in the table', () => {
    const policy = { watch: { self: 'allow', other: 'user_not_found' } } as const;
    expect(() => permitPresence(policy, 'watch', 'self')).not.toThrow();
    expect(() => permitPresence(policy, 'watch', 'other')).toThrow(
      expect.objectContaining({ code: 'user_not_found' }),
    );
  });

  it('show all to the user, and to others what the user shows', () => {
    expect(presenceSeenBy).toEqual({ self: 'all', other: 'shown' });
  });

  const [seen, before] = [2_000, 1_000];
  it.each([
    { choice: 'online', here: true, shown: [true, 'online', seen], secret: false },
    { choice: 'online', here: false, shown: [false, 'offline', seen], secret: false },
    { choice: 'away', here: true, shown: [true, 'away', seen], secret: false },
    { choice: 'away', here: false, shown: [false, 'offline', seen], secret: false },
    { choice: 'invisible', here: true, shown: [false, 'offline', before], secret: true },
    { choice: 'invisible', here: false, shown: [false, 'offline', before], secret: true },
    { choice: 'hidden', here: true, shown: [false, 'offline', null], secret: true },
    { choice: 'hidden', here: false, shown: [false, 'offline', null], secret: true },
  ] as const)(
    'show of a user who is $choice, connected: $here, $shown',
    ({ choice, here, shown, secret }) => {
      const [online, status, lastOnline] = shown;
      // what is hidden is hidden under every status
      const statuses = choice === 'hidden' ? (['online', 'away', 'invisible'] as const) : [choice];
      for (const chosen of statuses.map((one) => ({ status: one, hidden: choice === 'hidden' }))) {
        expect(shownPresence({ ...chosen, here, lastOnline: seen, shownUntil: before })).toEqual({
          online,
          status,
          lastOnline,
        });
        expect(isSecret(chosen)).toBe(secret);
      }
      expect(Object.keys(shownToOthers)).toEqual(['online', 'away', 'invisible', 'hidden']);
    },
  );
});
