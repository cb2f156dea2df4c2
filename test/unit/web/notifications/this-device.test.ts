import { describe, expect, test } from 'vitest';
import type { SubscribePushRequest } from '../../../../client/index.ts';
import { ThisDevice, type DevicePorts } from '../../../../web/src/notifications/this-device.ts';

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));
const keyOne = Buffer.from('key one').toString('base64url');
const keyTwo = Buffer.from('key two').toString('base64url');
const dayMs = 24 * 60 * 60_000;

/** A browser with a push service, and the server. */
function fakeDevice(hindrance?: DevicePorts['hindrance']) {
  const world = {
    permission: 'default' as NotificationPermission,
    /** What the user answers when the browser asks. */
    answer: 'granted' as NotificationPermission,
    asked: 0,
    now: Date.UTC(2026, 10, 30),
    session: { id: 'sign-in 1', userId: 'usr_me' } as { id: string; userId: string } | undefined,
    key: keyOne,
    types: ['web'],
    /** What the browser has. */
    subscription: undefined as { endpoint: string; key: string } | undefined,
    made: 0,
    service: undefined as Error | undefined,
    server: undefined as Error | undefined,
    calls: [] as string[],
    told: [] as SubscribePushRequest[],
    notices: 2,
    onSubscribed: (): unknown => undefined,
    reported: [] as unknown[],
    stored: new Map<string, string>(),
    blocked: false,
    pushManager: true,
  };
  const asSubscription = ({ endpoint, key }: { endpoint: string; key: string }) => ({
    endpoint,
    options: { applicationServerKey: bytesOf(key).buffer, userVisibleOnly: true },
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: 'public', auth: 'secret' } }),
    unsubscribe: async () => {
      world.subscription = undefined;
      return true;
    },
  });
  const called = (name: string) => {
    world.calls.push(name);
    if (world.server) throw world.server;
  };
  const pushManager = {
    getSubscription: async () => (world.subscription ? asSubscription(world.subscription) : null),
    subscribe: async (options: PushSubscriptionOptionsInit) => {
      if (world.service) throw world.service;
      const key = Buffer.from(options.applicationServerKey as Uint8Array).toString('base64url');
      if (world.subscription === undefined) {
        world.made += 1;
        world.subscription = { endpoint: `https://push.example/${world.made}`, key };
      }
      return asSubscription(world.subscription);
    },
  };
  const storage: DevicePorts['storage'] = {
    getItem: (key) => {
      if (world.blocked) throw new Error('blocked');
      return world.stored.get(key) ?? null;
    },
    setItem: (key, value) => {
      if (world.blocked) throw new Error('blocked');
      world.stored.set(key, value);
    },
  };
  const newDevice = () =>
    new ThisDevice({
      hindrance,
      permission: () => world.permission,
      requestPermission: async () => {
        world.asked += 1;
        if (world.permission === 'default') world.permission = world.answer;
        return world.permission;
      },
      registration: async () => ({
        active: null,
        getNotifications: async () =>
          Array.from({ length: world.notices }, () => ({
            data: null,
            close: () => void (world.notices -= 1),
          })),
        ...(world.pushManager && { pushManager }),
      }),
      session: async () => world.session,
      push: {
        key: async () => {
          called('key');
          return { publicKey: world.key, types: world.types };
        },
        subscribe: async (subscription) => {
          called('subscribe');
          world.told.push(subscription);
          world.onSubscribed();
        },
        unsubscribe: async () => called('unsubscribe'),
      },
      storage,
      now: () => world.now,
      report: (error) => world.reported.push(error),
    });
  const start = async () => {
    const device = newDevice();
    await device.begin('usr_me');
    return device;
  };
  return { world, start };
}

describe('notifications of the system on a device', () => {
  test('the browser is asked only when the user turns them on, and then the server knows how to reach it', async () => {
    const { world, start } = fakeDevice();
    const device = await start();
    expect([device.getSnapshot(), world.asked, world.calls]).toEqual([
      { state: 'off', busy: false, mayAsk: true },
      0,
      [],
    ]);
    await device.turnOn();
    expect(device.getSnapshot()).toEqual({ state: 'on', busy: false, mayAsk: false });
    expect(world.told).toEqual([
      {
        type: 'web',
        endpoint: 'https://push.example/1',
        keys: { p256dh: 'public', auth: 'secret' },
        expirationTime: null,
      },
    ]);
  });

  test('a start asks the server nothing while all is as it was', async () => {
    const { world, start } = fakeDevice();
    await (await start()).turnOn();
    world.calls = [];
    const device = await start();
    expect([device.getSnapshot().state, world.calls]).toEqual(['on', []]);
  });

  test('after a day the server is given it again, also by another key', async () => {
    const { world, start } = fakeDevice();
    await (await start()).turnOn();
    world.now += dayMs;
    await start();
    expect([world.told.length, world.made]).toEqual([2, 1]);
    world.key = keyTwo;
    world.now += dayMs;
    const device = await start();
    expect(world.subscription).toEqual({ endpoint: 'https://push.example/2', key: keyTwo });
    expect([world.told.length, device.getSnapshot().state]).toEqual([3, 'on']);
  });

  test('a new sign-in tells the server again', async () => {
    const { world, start } = fakeDevice();
    await (await start()).turnOn();
    world.session = { id: 'sign-in 2', userId: 'usr_me' };
    const device = await start();
    expect([device.getSnapshot().state, world.told.length, world.made]).toEqual(['on', 2, 1]);
  });

  test('a subscription that the browser dropped is made again, also by another key', async () => {
    const { world, start } = fakeDevice();
    const device = await start();
    await device.turnOn();
    world.subscription = undefined;
    await device.refresh();
    expect(world.told.map((one) => 'endpoint' in one && one.endpoint)).toEqual([
      'https://push.example/1',
      'https://push.example/2',
    ]);
    world.key = keyTwo;
    world.session = { id: 'sign-in 2', userId: 'usr_me' };
    await device.refresh();
    expect(world.subscription).toEqual({ endpoint: 'https://push.example/3', key: keyTwo });
  });

  test('without a push service, or a server that pushes, the pages that are open show them', async () => {
    const { world, start } = fakeDevice();
    world.service = new DOMException('Registration failed', 'AbortError');
    const device = await start();
    await device.turnOn();
    expect([device.getSnapshot().state, device.shows, world.reported]).toEqual(['open', true, []]);
    // that does not pass
    world.service = undefined;
    await device.online();
    expect(device.getSnapshot().state).toBe('open');

    world.types = ['fcm'];
    expect((await start()).getSnapshot().state).toBe('open');
    world.pushManager = false;
    expect((await start()).getSnapshot().state).toBe('open');
  });

  test('where the server does not answer, the next connection tries again', async () => {
    const { world, start } = fakeDevice();
    world.server = new Error('offline');
    const device = await start();
    await device.turnOn();
    expect([device.getSnapshot().state, world.reported]).toEqual(['open', [world.server]]);
    world.server = undefined;
    await device.online();
    expect(device.getSnapshot().state).toBe('on');
  });

  test('turning them off ends the subscription here and there, and is an answer for good', async () => {
    const { world, start } = fakeDevice();
    const device = await start();
    await device.turnOn();
    await device.turnOff();
    expect(device.getSnapshot()).toEqual({ state: 'off', busy: false, mayAsk: false });
    expect([world.subscription, world.notices, world.calls.at(-1)]).toEqual([undefined, 0, 'unsubscribe']);
    world.now += 400 * dayMs;
    expect((await start()).getSnapshot()).toMatchObject({ state: 'off', mayAsk: false });
  });

  test('a user who blocks them is not asked, and one who closes the question may be', async () => {
    const { world, start } = fakeDevice();
    world.answer = 'default';
    const device = await start();
    await device.turnOn();
    expect(device.getSnapshot()).toEqual({ state: 'off', busy: false, mayAsk: true });
    world.answer = 'denied';
    await device.turnOn();
    expect(device.getSnapshot()).toEqual({ state: 'blocked', busy: false, mayAsk: false });
    // allowed in the settings of the browser
    world.permission = 'granted';
    await device.refresh();
    expect(device.getSnapshot().state).toBe('off');
  });

  test('not now holds for a month, and the third time for good', async () => {
    const { world, start } = fakeDevice();
    for (const _ of [1, 2, 3]) {
      const device = await start();
      expect(device.getSnapshot().mayAsk).toBe(true);
      device.putOff();
      expect(device.getSnapshot().mayAsk).toBe(false);
      world.now += 29 * dayMs;
      expect((await start()).getSnapshot().mayAsk).toBe(false);
      world.now += 2 * dayMs;
    }
    expect((await start()).getSnapshot()).toEqual({ state: 'off', busy: false, mayAsk: false });
  });

  test('signing out ends the subscription and what is shown; the same user has it again with the next sign-in', async () => {
    const { world, start } = fakeDevice();
    const device = await start();
    await device.turnOn();
    world.session = undefined;
    await device.end();
    expect([world.subscription, world.notices, device.shows]).toEqual([undefined, 0, false]);
    // nothing is said to a server on which there is no session
    expect(world.calls).toEqual(['key', 'subscribe']);

    world.session = { id: 'sign-in 2', userId: 'usr_other' };
    await device.begin('usr_other');
    expect(device.getSnapshot()).toEqual({ state: 'off', busy: false, mayAsk: true });
    expect(world.subscription).toBeUndefined();
    await device.end();
    world.session = { id: 'sign-in 3', userId: 'usr_me' };
    await device.begin('usr_me');
    expect(device.getSnapshot().state).toBe('on');
  });

  test('a sign-out while it is turned on subscribes no one', async () => {
    const { world, start } = fakeDevice();
    const device = await start();
    const turned = device.turnOn();
    world.session = undefined;
    await device.end();
    await turned;
    expect([world.told, world.subscription, device.shows]).toEqual([[], undefined, false]);
  });

  test('a sign-out while the server learns of the subscription leaves none behind', async () => {
    const { world, start } = fakeDevice();
    const device = await start();
    const ended = new Promise<void>((resolve) => {
      world.onSubscribed = () => {
        world.session = undefined;
        void device.end().then(resolve);
      };
    });
    await device.turnOn();
    await ended;
    expect([world.subscription, device.shows]).toEqual([undefined, false]);
    expect(world.stored.get('chatflow device usr_me')).toBe('{"wanted":true}');
  });

  test.each(['unsupported', 'install'] as const)(
    'a browser that is %s says so, and is not asked',
    async (state) => {
      const { world, start } = fakeDevice(state);
      const device = await start();
      expect(device.getSnapshot()).toEqual({ state, busy: false, mayAsk: false });
      expect(world.asked).toBe(0);
    },
  );

  test('what is stored may be blocked or damaged', async () => {
    const { world, start } = fakeDevice();
    world.stored.set('chatflow device usr_me', '{"wanted":1,"known":{"endpoint":2},"later":"x"}');
    expect((await start()).getSnapshot().mayAsk).toBe(true);
    world.stored.set('chatflow device usr_me', '{');
    expect((await start()).getSnapshot().mayAsk).toBe(true);
    world.blocked = true;
    const device = await start();
    device.putOff();
    expect(device.getSnapshot().mayAsk).toBe(false);
  });
});
