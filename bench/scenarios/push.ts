import { randomBytes } from 'node:crypto';
import { PushTraffic, type Chat } from './push-traffic.ts';
import type { Request, Scenario, StepResult } from './scenario.ts';
import { capacityOf, measureLoad, type Load } from '../support/measure-load.ts';
import { MessageTexts } from '../support/message-texts.ts';
import { mapParallel, openConversation, register, send } from '../support/people.ts';
import { startPushService, type PushService } from '../support/push-service.ts';
import { startServer } from '../support/server-handle.ts';
import { openStore, type Store } from '../support/store.ts';
import { countReadable } from '../support/verify.ts';
import { TestBrowser } from '../../test/support/push/browser.ts';

/** People who write, each to everyone who is away. */
const writers = 20;
const defaultRate = 200;
const defaultSeconds = 15;
const targetMs = 1_000;

/** Messages to people who are away, each the first unread one of its conversation, until a push service has their pushes. */
export const push: Scenario = {
  summary: `messages that are pushed to people who are away, ${defaultRate} a second`,
  async run(request, progress) {
    const rate = request.rate ?? defaultRate;
    const name = `${rate}/s`;
    const load: Load = {
      pace: { rate },
      warmup: request.warmup,
      seconds: request.seconds ?? defaultSeconds,
    };
    return [await pushLoad(name, load, request, (line) => progress(name, line))];
  },
};

async function pushLoad(
  name: string,
  load: Load,
  request: Request,
  say: (line: string) => void,
): Promise<StepResult> {
  await using store = await openStore(request);
  await using service = await startPushService();
  const capacity = capacityOf(load);
  say(`opening ${capacity} conversations`);
  const chats = await prepare(store, service, capacity);

  await using server = await startServer(store, { trusts: service.certificateFile });
  const texts = new MessageTexts(randomBytes(8).toString('hex'));
  await using traffic = await PushTraffic.open({ url: server.url, service, chats, texts });
  const measured = await measureLoad({ server, traffic, load, profile: request.profile, progress: say });
  await server.close();
  const ids = chats.map(({ conversationId }) => conversationId);
  return {
    name,
    ...(measured.profile && { profile: measured.profile }),
    targets: { p99: targetMs },
    measures: {
      ...measured.measures,
      plaintexts: await countReadable(store.folder, texts.marker, ids),
    },
  };
}

/**
 * At least `count` direct conversations in which nothing was said yet, on a server that is closed again. Neighbours are of different
 * people, and those who get messages have a browser that subscribed.
 */
async function prepare(store: Store, service: PushService, count: number): Promise<Chat[]> {
  await using server = await startServer(store);
  const people = await register(server.url, writers + Math.ceil(count / writers));
  const senders = people.slice(0, writers);
  const away = await mapParallel(people.slice(writers), async (person) => {
    const browser = new TestBrowser(`${service.origin}/${person.id}`);
    await send(server.url, '/push/subscriptions', {
      method: 'PUT',
      token: person.token,
      body: browser.subscription,
    });
    return { person, browser };
  });
  const pairs = senders.flatMap((_, round) =>
    away.flatMap(({ person, browser }, index) => {
      const sender = senders[(index + round) % writers];
      return sender ? [{ sender, person, browser }] : [];
    }),
  );
  const chats = await mapParallel(pairs, async ({ sender, person, browser }) => ({
    sender,
    browser,
    conversationId: await openConversation(server.url, [sender, person]),
  }));
  await server.close();
  return chats;
}
