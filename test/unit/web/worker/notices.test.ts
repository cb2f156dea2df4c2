import { describe, expect, test } from 'vitest';
import type { NewPush } from '../../../../client/push/index.ts';
import { fakeBrowser, isHidden, looksAt } from './fake-scope.ts';

const push = (
  {
    title,
    senderName,
    body,
    content,
    silent = false,
    recipientId = 'usr_me',
    unreadCount = 3,
  }: Partial<NewPush> = {},
  notification: Partial<NewPush['notification']> = {},
): NewPush => ({
  type: 'new',
  recipientId,
  silent,
  unreadCount,
  notification: {
    id: 'ntf_1',
    kind: 'message',
    createdAt: '2026-11-30T12:00:00.000Z',
    conversationId: 'con_1',
    seq: 7,
    userId: 'usr_bob',
    ...notification,
  },
  ...(title !== undefined && { title }),
  ...(senderName !== undefined && { senderName }),
  ...(body !== undefined && { body }),
  ...(content !== undefined && { content }),
});

const cleared = (...ids: string[]) => ({
  type: 'cleared' as const,
  recipientId: 'usr_me',
  ids,
  unreadCount: 0,
});

describe('what a push shows', () => {
  test('the sender and the text of a direct message, with where it leads, and nothing written in what is kept', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ title: 'Bob', body: 'Are you there?' }));
    expect(browser.shown).toHaveLength(1);
    expect(browser.shown[0]).toMatchObject({
      title: 'Bob',
      options: {
        body: 'Are you there?',
        tag: 'conversation con_1',
        silent: false,
        renotify: true,
        icon: '/icon-192.png',
        badge: '/badge-96.png',
        timestamp: Date.parse('2026-11-30T12:00:00.000Z'),
      },
      data: {
        recipientId: 'usr_me',
        id: 'ntf_1',
        createdAt: '2026-11-30T12:00:00.000Z',
        path: '/c/con_1',
        conversationId: 'con_1',
        seq: 7,
      },
    });
    expect(JSON.stringify(browser.shown[0]?.data)).not.toContain('Are you there');
  });

  test('in a group who wrote, in its own direction', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ title: 'Team', senderName: 'مريم', body: 'Hello' }));
    expect(browser.shown[0]?.options.body).toBe('\u2068مريم\u2069: Hello');
  });

  test.each([
    ['mention', 'You were mentioned\n\u2068Bob\u2069: Hi'],
    ['reply', 'New reply in a thread\n\u2068Bob\u2069: Hi'],
    ['reaction', 'New reaction to your message\n\u2068Bob\u2069: Hi'],
    ['of_a_later_version', 'New message\n\u2068Bob\u2069: Hi'],
  ])('what happened and what was written, of a %s', async (kind, body) => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ title: 'Team', senderName: 'Bob', body: 'Hi' }, { kind }));
    expect(browser.shown[0]?.options.body).toBe(body);
  });

  test('without a preview, that there is something new, and no name', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push());
    expect(browser.shown[0]).toMatchObject({ title: 'ChatFlow', options: { body: 'New message' } });
  });

  test('what a message without a text holds', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ title: 'Bob', content: 'voice' }));
    expect(browser.shown[0]?.options.body).toBe('Voice message');
  });

  test('what happened to the account, leading to the devices', async () => {
    const { browser, notices } = fakeBrowser();
    const account = { kind: 'new_device', conversationId: undefined, seq: undefined, userId: undefined };
    await notices.pushed(push({}, account));
    expect(browser.shown[0]).toMatchObject({
      title: 'New sign-in',
      options: { tag: 'notification ntf_1', body: expect.stringContaining('If this was not you') as string },
      data: { path: '/settings/devices' },
    });
  });

  test('a request to join leads to the requests', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ title: 'Team' }, { kind: 'join_request' }));
    expect(browser.shown[0]?.data).toMatchObject({ path: '/c/con_1/details/requests' });
  });

  test('hostile texts stay in one line each, and end somewhere', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ title: 'A\nB'.repeat(200), body: `<b>x</b>\n${'😀'.repeat(900)}` }));
    const { title = '', options } = browser.shown[0] ?? {};
    expect([...title]).toHaveLength(100);
    expect(title).not.toContain('\n');
    expect(options?.body).toMatch(/^<b>x<\/b> (😀)+…$/u);
    expect([...(options?.body ?? '')]).toHaveLength(240);
  });

  test('in the language that the user chose, else in the first of the browser that there is', async () => {
    const { browser, notices } = fakeBrowser();
    browser.language = 'de';
    await notices.pushed(push());
    expect(browser.shown[0]?.options.body).toBe('Neue Nachricht');
    browser.language = 'xx';
    await notices.pushed(push({}, { createdAt: '2026-11-30T12:00:01.000Z' }));
    expect(browser.shown[0]?.options.body).toBe('New message');
  });

  test('no sound where the user wants none, also in the place of another', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ silent: true }));
    expect(browser.shown[0]?.options).toMatchObject({ silent: true, renotify: false });
  });
});

describe('how often it shows', () => {
  test('one for each conversation: the latest', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ body: 'One' }));
    await notices.pushed(push({ body: 'Two' }, { id: 'ntf_2', kind: 'mention' }));
    await notices.pushed(push({ body: 'Elsewhere' }, { id: 'ntf_3', conversationId: 'con_2' }));
    expect(browser.shown.map(({ data }) => data)).toMatchObject([{ id: 'ntf_2' }, { id: 'ntf_3' }]);
  });

  test('once, whichever ways bring it, at the same time', async () => {
    const { browser, notices } = fakeBrowser();
    await Promise.all([1, 2, 3].map(() => notices.pushed(push())));
    expect(browser.displays).toBe(1);
    await notices.pushed(push({}, { createdAt: '2026-11-30T12:05:00.000Z' }));
    expect(browser.displays).toBe(2);
  });

  test('not again after the user dismissed it', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push());
    const [shown] = browser.shown;
    if (shown === undefined) throw new Error('Nothing is shown.');
    shown.close();
    notices.dismissed(shown);
    await notices.pushed(push());
    expect(browser.shown).toEqual([]);
  });

  test('not while the user looks at a page, but while pages are hidden or behind others', async () => {
    const { browser, page, notices } = fakeBrowser();
    page(isHidden);
    page({ focused: false, visibilityState: 'visible' });
    await notices.pushed(push());
    expect(browser.displays).toBe(1);
    page(looksAt);
    await notices.pushed(push({}, { id: 'ntf_2' }));
    await notices.pushed(undefined);
    expect(browser.displays).toBe(1);
  });

  test('a failure does not hold up what comes after it', async () => {
    const { browser, notices } = fakeBrowser();
    browser.badges.push = () => {
      throw new Error('no badge');
    };
    const failed = notices.pushed(push());
    const after = notices.pushed(undefined);
    await expect(failed).rejects.toThrow('no badge');
    await after;
    expect(browser.shown).toHaveLength(2);
  });
});

describe('whose it is', () => {
  test('a push for another user shows nothing, and keeps the subscription of the one who is signed in', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push({ recipientId: 'usr_other' }));
    expect(browser.shown).toEqual([]);
    expect(browser.badges).toEqual([]);
    expect(browser.subscribed).toBe(true);
  });

  test('where no user is signed in, it shows nothing and ends the subscription', async () => {
    const { browser, notices } = fakeBrowser();
    browser.userId = undefined;
    await notices.pushed(push());
    expect(browser.shown).toEqual([]);
    expect(browser.subscribed).toBe(false);
    expect(browser.badges).toEqual([undefined]);
  });

  test('where that cannot be read, or the push cannot, it says no more than that there is something', async () => {
    const { browser, notices } = fakeBrowser();
    browser.userId = new Error('The storage is blocked.');
    await notices.pushed(push({ title: 'Bob', body: 'A secret' }));
    expect(browser.shown).toMatchObject([
      { title: 'ChatFlow', options: { body: 'New message' }, data: null },
    ]);
    expect(browser.badges).toEqual([]);
    browser.userId = 'usr_me';
    await notices.pushed(undefined);
    expect(browser.shown).toHaveLength(1);
  });
});

describe('what clears it', () => {
  test('what was seen elsewhere is closed, nothing else', async () => {
    const { browser, notices } = fakeBrowser();
    await notices.pushed(push());
    await notices.pushed(push({}, { id: 'ntf_2', conversationId: 'con_2' }));
    await notices.pushed(cleared('ntf_1', 'ntf_9'));
    expect(browser.shown.map(({ data }) => data)).toMatchObject([{ id: 'ntf_2' }]);
    expect(browser.badges).toEqual([3, 3, 0]);
  });

  test('also while the user looks at a page, which counts for itself', async () => {
    const { browser, page, notices } = fakeBrowser();
    page(isHidden);
    await notices.pushed(push());
    browser.windows = [];
    page(looksAt);
    await notices.pushed(cleared('ntf_1'));
    expect(browser.shown).toEqual([]);
    expect(browser.badges).toEqual([]);
  });
});

describe('choosing one', () => {
  const choose = async (
    world: ReturnType<typeof fakeBrowser>,
    notification: Partial<NewPush['notification']> = {},
  ) => {
    await world.notices.pushed(push({}, notification));
    const [shown] = world.browser.shown;
    if (shown === undefined) throw new Error('Nothing is shown.');
    await world.notices.chosen(shown);
  };

  test('without a page, opens one at the message', async () => {
    const world = fakeBrowser();
    await choose(world);
    expect(world.browser.opened).toEqual(['/c/con_1#message-7']);
    expect(world.browser.shown).toEqual([]);
  });

  test('with pages, shows it in the one that is visible', async () => {
    const world = fakeBrowser();
    world.page(isHidden);
    const visible = world.page({ focused: false, visibilityState: 'visible' });
    let asked = 0;
    visible.focus = async () => {
      asked += 1;
      return visible;
    };
    await choose(world);
    expect(asked).toBe(1);
    expect(world.browser.said).toEqual([{ type: 'open', path: '/c/con_1', conversationId: 'con_1', seq: 7 }]);
    expect([world.browser.opened, world.browser.navigated]).toEqual([[], []]);
  });

  test('a page that does not answer is loaded there, or another one opened', async () => {
    const world = fakeBrowser();
    world.page(isHidden);
    world.browser.answers = false;
    await choose(world);
    expect(world.browser.navigated).toEqual(['/c/con_1#message-7']);
    world.browser.controlled = false;
    await choose(world, { id: 'ntf_2' });
    expect(world.browser.opened).toEqual(['/c/con_1#message-7']);
  });

  test('one of another user leads to the start', async () => {
    const world = fakeBrowser();
    await world.notices.pushed(push());
    const [shown] = world.browser.shown;
    world.browser.userId = 'usr_other';
    if (shown) await world.notices.chosen(shown);
    expect(world.browser.opened).toEqual(['/']);
  });

  test.each([null, 'text', {}, { recipientId: 'usr_me', id: 'n', createdAt: 'x', path: '//evil.example' }])(
    'what was kept with it is no address of another server: %j',
    async (data) => {
      const world = fakeBrowser();
      await world.notices.chosen({ tag: 'x', data, close: () => undefined });
      expect(world.browser.opened).toEqual(['/']);
    },
  );
});

describe('a subscription that the browser ends', () => {
  const key = new Uint8Array([4, 1, 2]).buffer;
  const before = { options: { applicationServerKey: key } } as PushSubscription;

  test('is made again with the same key, and the pages learn of it', async () => {
    const { browser, page, notices } = fakeBrowser();
    page(isHidden);
    await notices.resubscribe({ oldSubscription: before });
    expect(browser.subscribedWith).toEqual({ userVisibleOnly: true, applicationServerKey: key });
    expect(browser.said).toEqual([{ type: 'subscription' }]);
  });

  test('is not where the browser has made another one, or says no key', async () => {
    const { browser, page, notices } = fakeBrowser();
    page(isHidden);
    await notices.resubscribe({ oldSubscription: before, newSubscription: before });
    await notices.resubscribe({});
    expect(browser.subscribedWith).toBeUndefined();
    expect(browser.said).toHaveLength(2);
  });
});
