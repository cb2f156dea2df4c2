import { describe, expect, it, test } from 'vitest';
import { permitSession, profilePolicy, sessionPolicy } from '../../shared/accounts/policy.ts';
import {
  conversationPolicy,
  permit,
  standings,
  type MemberPolicy,
} from '../../shared/conversations/policy.ts';
import { inboxPolicy } from '../../shared/inbox/policy.ts';
import { messagePolicy } from '../../shared/messages/policy.ts';

/** What each standing may do with a conversation: every action of every noun, in the order of the standings. */
const expected = {
  conversations: {
    openAgain: ['allow', 'allow', 'allow', 'conversation_not_found'],
    type: ['allow', 'allow', 'allow', 'conversation_not_found'],
  },
  messages: {
    send: ['allow', 'allow', 'allow', 'conversation_not_found'],
    read: ['allow', 'allow', 'allow', 'conversation_not_found'],
    markReceipt: ['allow', 'allow', 'allow', 'conversation_not_found'],
    listReceipts: ['allow', 'allow', 'allow', 'conversation_not_found'],
  },
  inbox: { see: ['allow', 'allow', 'allow', 'conversation_not_found'] },
};
const policies: Record<keyof typeof expected, MemberPolicy<string>> = {
  conversations: conversationPolicy,
  messages: messagePolicy,
  inbox: inboxPolicy,
};

function decisionOf(policy: MemberPolicy<string>, action: string, standing: (typeof standings)[number]) {
  try {
    const found = standing === 'stranger' ? undefined : { role: standing };
    return permit(policy, action, found) === found ? 'allow' : 'something else came back';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
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

describe('the policies of accounts', () => {
  it('let the user of a session end it, and no other', () => {
    expect(Object.keys(sessionPolicy)).toEqual(['signOut']);
    const session = { userId: 'usr_1' };
    expect(() => permitSession('signOut', session, 'usr_1', 'no')).not.toThrow();
    expect(() => permitSession('signOut', session, 'usr_2', 'no')).toThrow(
      expect.objectContaining({ code: 'invalid_refresh_token', message: 'no' }),
    );
  });

  it('show of a profile what its owner shows to others', () => {
    expect(profilePolicy).toEqual({ about: { everyone: true, nobody: false } });
  });
});
