import { expect } from 'vitest';
import type { SentMail } from '../../../local/mail/mailbox.ts';
import type { NotificationKind, NotificationSettings, SentReply } from '../../../shared/protocol/index.ts';
import { mailsTo, newestToken } from '../accounts/mails.ts';
import { startLater } from './later-world.ts';
import type { Person } from './runtime.ts';

export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;

/** Where links of mails begin, unless a test asks for the address that a device uses. */
export const publicUrl = 'https://chat.example.org';

export type DigestWorld = Awaited<ReturnType<typeof startDigests>>;

/** Ann, Bob and Cid with verified addresses, in a group, of whom Ann and Bob have a conversation too. A test moves the time. */
export async function startDigests({ config, ...overrides }: Parameters<typeof startLater>[0] = {}) {
  const world = await startLater({
    env: { DYNAMODB_STREAM: 'on' },
    ...overrides,
    config: { digests: 'on', publicUrl, ...config },
  });
  const { backend, clock } = world;
  const { app } = backend.runtime;
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const verify = async ({ user }: Person) => {
    const body = { token: await newestToken(backend, user.email) };
    expect((await backend.call('POST', '/v1/auth/email/verify', { body })).status).toBe(204);
  };
  await Promise.all([ann, bob, cid].map(verify));
  const { id: direct } = await backend.conversation(ann, [bob]);
  const { id: group } = await backend.conversation(ann, [bob, cid], 'Team');

  const digestOf = async ({ user }: Pick<Person, 'user'>) =>
    (await app.notifications.digestOf(user.id)).digest;
  const call = <T>(method: string, path: string, by: Person, body?: object) =>
    backend.call<T>(method, `/v1${path}`, { token: by.token, ...(body && { body }) });

  return {
    ...world,
    app,
    ann,
    bob,
    cid,
    direct,
    group,
    call,
    verify,
    digestOf,
    send: async (by: Person, id: string, text: string, more: object = {}) =>
      (await call<SentReply>('POST', `/conversations/${id}/messages`, by, { text, ...more })).body,
    settings: async (by: Person, changes: object) =>
      (await call<NotificationSettings>('PATCH', '/notifications/settings', by, changes)).body,
    read: (by: Person, id: string) => call('POST', `/conversations/${id}/read`, by, {}),
    /** Waits until a digest is planned for a user. Gives in how many minutes it is due. */
    planned: (of: Person): Promise<number> =>
      expect
        .poll(async () => (await digestOf(of)).digestDue, { timeout: 10_000 })
        .toBeDefined()
        .then(async () => Math.round((((await digestOf(of)).digestDue ?? 0) - clock.now()) / 60_000)),
    /** Waits until a user has notifications of these kinds, besides those of new groups. */
    noticed: async (of: Person, ...kinds: NotificationKind[]): Promise<void> => {
      const found = async () =>
        (await app.notifications.all(of.user.id, clock.now()))
          .flatMap(({ kind }) => (kind === 'group_added' ? [] : kind))
          .sort();
      await expect.poll(found, { timeout: 10_000 }).toEqual(kinds.sort());
    },
    /** Lets time pass, and waits until what fell due of a user's digests is done. */
    pass: async (of: Person, milliseconds: number): Promise<void> => {
      clock.advance(milliseconds);
      await expect
        .poll(
          async () => {
            const { digestDue = Infinity, digestBegun } = await digestOf(of);
            return digestDue > clock.now() && digestBegun === undefined;
          },
          { timeout: 10_000 },
        )
        .toBe(true);
    },
    /** The digests that were mailed to a user, the newest first. */
    digests: async ({ user }: Person): Promise<SentMail[]> =>
      (await mailsTo(backend, user.email)).filter(({ headers }) => headers !== undefined),
  };
}

/** Where a digest has its mailbox provider turn digests off. */
export function oneClickOf({ headers = {} }: SentMail): string {
  const [, address = ''] = /^<([^>]+)>/.exec(headers['List-Unsubscribe'] ?? '') ?? [];
  return address.slice(publicUrl.length);
}

/** The token of the link in a digest that leads to the page which turns digests off. */
export function unsubscribeTokenOf({ text }: SentMail): string {
  const [, token = ''] = /\/unsubscribe#token=([A-Za-z0-9_-]{43})/.exec(text) ?? [];
  expect(token).toHaveLength(43);
  return token;
}
