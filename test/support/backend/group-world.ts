import type {
  Conversation,
  GroupMember,
  GroupWelcome,
  Invite,
  InvitePreview,
  JoinReply,
  Message,
  Page,
  Problem,
  RequestToJoin,
} from '../../../shared/protocol/index.ts';
import type { Answer, Person, TestBackend } from './runtime.ts';

/** Calls about one group, by who makes them. */
export function groupCalls(backend: TestBackend, id: string) {
  const path = `/v1/conversations/${id}`;
  const call = <T = unknown>(method: string, by: Person, below = '', body?: unknown): Promise<Answer<T>> =>
    backend.call<T>(method, `${path}${below}`, { token: by.token, ...(body !== undefined && { body }) });
  return {
    id,
    get: (by: Person) => call<Conversation>('GET', by),
    patch: (by: Person, body: object) => call<Conversation>('PATCH', by, '', body),
    remove: (by: Person) => call('DELETE', by),
    add: (by: Person, ...people: Person[]) =>
      call<Conversation>('POST', by, '/members', { usernames: people.map(({ user }) => user.username) }),
    addNames: (by: Person, ...usernames: string[]) => call('POST', by, '/members', { usernames }),
    members: (by: Person, query = '') => call<Page<GroupMember>>('GET', by, `/members${query}`),
    change: (by: Person, { user }: Person, body: object) =>
      call<GroupMember>('PATCH', by, `/members/${user.id}`, body),
    kick: (by: Person, { user }: Person) => call('DELETE', by, `/members/${user.id}`),
    leave: (by: Person) => call('POST', by, '/leave'),
    transfer: (by: Person, { user }: Person) => call('POST', by, '/transfer', { userId: user.id }),
    bans: (by: Person) => call<Page<{ id: string; bannedBy: string }>>('GET', by, '/bans'),
    ban: (by: Person, { user }: Person) => call('PUT', by, `/bans/${user.id}`),
    unban: (by: Person, { user }: Person) => call('DELETE', by, `/bans/${user.id}`),
    invite: (by: Person, body: object = {}) => call<Invite>('POST', by, '/invites', body),
    invites: (by: Person, query = '') => call<Page<Invite>>('GET', by, `/invites${query}`),
    revoke: (by: Person, code: string) => call('DELETE', by, `/invites/${code}`),
    join: (by: Person, body: object = {}) => call<JoinReply>('POST', by, '/join', body),
    requests: (by: Person, query = '') => call<Page<RequestToJoin>>('GET', by, `/requests${query}`),
    letIn: (by: Person, { user }: Person) => call('POST', by, `/requests/${user.id}/accept`),
    decline: (by: Person, { user }: Person) => call('DELETE', by, `/requests/${user.id}`),
    welcome: (by: Person) => call<GroupWelcome>('GET', by, '/welcome'),
    me: (by: Person, body: object) => call<Conversation>('PATCH', by, '/me', body),
    send: (by: Person, text: string, clientId?: string) =>
      call<{ seq: number }>('POST', by, '/messages', { text, ...(clientId !== undefined && { clientId }) }),
    messages: async (by: Person, query = '') =>
      (await call<Page<Message>>('GET', by, `/messages${query}`)).body.items,
    changes: (by: Person, after = 0) =>
      call<{ items: Message[]; upTo: number; reset: boolean }>('GET', by, `/changes?after=${after}`),
  };
}

/** Calls about invites, by who makes them. */
export const inviteCalls = (backend: TestBackend) => ({
  preview: ({ token }: Person, code: string) =>
    backend.call<InvitePreview>('GET', `/v1/invites/${code}`, { token }),
  accept: ({ token }: Person, code: string, body: object = {}) =>
    backend.call<JoinReply>('POST', `/v1/invites/${code}/accept`, { token, body }),
});

/** `ok`, or the code of the error. */
export const outcome = (answer: Answer): string =>
  answer.status < 300 ? 'ok' : (answer.body as Problem).code;
