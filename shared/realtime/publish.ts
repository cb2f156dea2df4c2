import { eventScopes, jsonFor, missingScope, readsMessages, type ServerEvent } from '../protocol/index.ts';
import { noticeLeaving } from './announce.ts';
import type { Audience } from './audience.ts';
import type { RealtimeContext } from './context.ts';
import { openingMilliseconds, type Socket } from './model.ts';
import type { FoundSocket } from './presence-store.ts';
import type { FanOutWork } from './work.ts';

/** The publisher posts to up to this many sockets at once; a queue takes over the rest. */
const inlineSockets = 100;
/** Sockets in one piece of queued work. */
const chunkSockets = 200;

type Target = Pick<Socket, 'userId' | 'connectionId' | 'connectedAt' | 'scopes'>;

/** What goes out: the event as text, and when the message was sent if it tells a new one. */
type Outgoing = Pick<FanOutWork, 'frame' | 'createdAt'>;
/** An event on its way: as it is for all, and for bots that may not read messages. */
interface Outgoings {
  type: ServerEvent['type'];
  whole: Outgoing;
  withoutMessages: () => Outgoing;
}

/** In bigger groups what finding the sockets costs outweighs the rest of a send. */
const foundAtOnceUpTo = 20;

/**
 * Whether a socket that opened in the last second may be left out, which halves what finding the sockets costs. Events
 * that say how things are just now: a newer one or the next answer says it again. And messages in bigger groups: clients
 * sync when their socket is open, and once more two seconds later.
 */
function mayMissNewSockets({ type }: ServerEvent, { size }: Audience): boolean {
  if (type === 'message:new') return size > foundAtOnceUpTo;
  return ['typing', 'receipt', 'presence:update', 'message:appended'].includes(type);
}

/**
 * Pushes one event to every live socket of these people but `exceptSocket`; one person's sockets may get `own` instead,
 * the event as that person may see it; with `from` it is about that user, and stays from those with a block between
 * them. A push is at most once and what it tells is stored already, so it never rejects:
 * a socket that is gone is forgotten, any other failure is logged, and clients catch up.
 */
export async function publish(
  context: RealtimeContext,
  audience: Audience,
  event: ServerEvent,
  exceptSocket?: string,
  own?: { userId: string; event: ServerEvent },
  from?: string,
): Promise<void> {
  const push = new Push(context);
  const forOthers = outgoingOf(event);
  const forOwn = own && outgoingOf(own.event);
  try {
    for await (const userIds of audience.pages()) {
      const found = await context.presence.socketsOf(userIds, {
        eventually: mayMissNewSockets(event, audience),
      });
      const apart = from === undefined ? undefined : await apartAmong(context, from, found);
      const sockets = found.filter(
        ({ connectionId, userId }) => connectionId !== exceptSocket && !apart?.has(userId),
      );
      const isOwn = ({ userId }: Target) => userId === own?.userId;
      if (forOwn) push.add(forOwn, sockets.filter(isOwn));
      push.add(
        forOthers,
        sockets.filter((socket) => !isOwn(socket)),
      );
    }
  } catch (error) {
    context.log.error({ err: error, event: event.type, users: audience.size }, 'an event was not pushed');
  }
  await push.end();
}

/** Those of the sockets' users who have a block between them and this one: looked for only where their items say so. */
async function apartAmong(
  context: RealtimeContext,
  from: string,
  sockets: readonly FoundSocket[],
): Promise<ReadonlySet<string> | undefined> {
  const withBlocks = new Set(sockets.filter(({ blocks }) => blocks).map(({ userId }) => userId));
  withBlocks.delete(from);
  return withBlocks.size > 0 ? context.sight.apartFrom(from, [...withBlocks]) : undefined;
}

/** Pushes to each of these people an event of their own, by user id. Never rejects either. */
export async function publishEach(
  context: RealtimeContext,
  events: ReadonlyMap<string, ServerEvent>,
): Promise<void> {
  const push = new Push(context);
  try {
    const sockets = Map.groupBy(await context.presence.socketsOf([...events.keys()]), ({ userId }) => userId);
    for (const [userId, event] of events) push.add(outgoingOf(event), sockets.get(userId) ?? []);
  } catch (error) {
    context.log.error({ err: error, users: events.size }, 'events were not pushed');
  }
  await push.end();
}

/** Pushes to those of these people who are connected what `eventsOf` makes for them, by user id. Never rejects either. */
export async function publishToConnected(
  context: RealtimeContext,
  userIds: readonly string[],
  eventsOf: (connected: string[]) => Promise<ReadonlyMap<string, ServerEvent>>,
): Promise<void> {
  const push = new Push(context);
  try {
    const sockets = Map.groupBy(await context.presence.socketsOf(userIds), ({ userId }) => userId);
    const events = sockets.size > 0 ? await eventsOf([...sockets.keys()]) : new Map<string, ServerEvent>();
    for (const [userId, event] of events) push.add(outgoingOf(event), sockets.get(userId) ?? []);
  } catch (error) {
    context.log.error({ err: error, users: userIds.length }, 'events were not pushed');
  }
  await push.end();
}

/** Pushes to sockets that are known already an event each. Never rejects either. */
export async function publishKnown(
  context: RealtimeContext,
  events: readonly { event: ServerEvent; sockets: readonly Socket[] }[],
): Promise<void> {
  const push = new Push(context);
  for (const { event, sockets } of events) push.add(outgoingOf(event), sockets);
  await push.end();
}

/** Posts to the first sockets, and leaves those beyond what one function does to the queue, in full chunks. */
class Push {
  readonly #context: RealtimeContext;
  readonly #waiting = new Map<Outgoing, Target[]>();
  readonly #under: Promise<void>[] = [];
  #room = inlineSockets;

  constructor(context: RealtimeContext) {
    this.#context = context;
  }

  /** Sockets to reach. Those of one `outgoing` share chunks. A bot gets what its token lets it see. */
  add(outgoing: Outgoings, targets: readonly Target[]): void {
    const bots = targets.filter(({ scopes }) => scopes);
    const people = bots.length === 0 ? targets : targets.filter(({ scopes }) => !scopes);
    this.#post(outgoing.whole, people);
    if (bots.length === 0) return;
    const allowed = bots.filter(
      ({ scopes }) => missingScope(eventScopes[outgoing.type], scopes) === undefined,
    );
    const readers = allowed.filter(({ scopes }) => readsMessages(scopes));
    const others = allowed.filter(({ scopes }) => !readsMessages(scopes));
    this.#post(outgoing.whole, readers);
    if (others.length > 0) this.#post(outgoing.withoutMessages(), others);
  }

  #post(outgoing: Outgoing, targets: readonly Target[]): void {
    const now = targets.slice(0, this.#room);
    this.#room -= now.length;
    if (now.length > 0) this.#under.push(postToAll(this.#context, now, outgoing));
    const waiting = [...(this.#waiting.get(outgoing) ?? []), ...targets.slice(now.length)];
    while (waiting.length >= chunkSockets) this.#enqueue(outgoing, waiting.splice(0, chunkSockets));
    this.#waiting.set(outgoing, waiting);
  }

  /** Resolves when every socket was posted to or queued. Never rejects. */
  async end(): Promise<void> {
    for (const [outgoing, rest] of this.#waiting) if (rest.length > 0) this.#enqueue(outgoing, rest);
    this.#waiting.clear();
    await Promise.all(this.#under);
  }

  #enqueue(outgoing: Outgoing, targets: readonly Target[]): void {
    this.#under.push(enqueue(this.#context, targets, outgoing));
  }
}

function outgoingOf(event: ServerEvent): Outgoings {
  const frame = JSON.stringify(event);
  const whole =
    event.type === 'message:new' ? { frame, createdAt: Date.parse(event.data.createdAt) } : { frame };
  let reduced: Outgoing | undefined;
  const withoutMessages = () => (reduced ??= { frame: jsonFor([], event) });
  return { type: event.type, whole, withoutMessages };
}

/** Leaves a frame for some sockets to the queue. Never rejects: no other frame may suffer from it. */
async function enqueue(
  context: RealtimeContext,
  targets: readonly Target[],
  outgoing: Outgoing,
): Promise<void> {
  const sockets = targets.map(({ userId, connectionId, connectedAt }) => ({
    userId,
    connectionId,
    connectedAt,
  }));
  try {
    await context.work.add({ type: 'fan-out', ...outgoing, sockets });
  } catch (error) {
    context.log.error({ err: error, sockets: sockets.length }, 'an event was not queued');
  }
}

/** Posts a queued frame to its sockets. Never rejects, for the same reason. */
export async function fanOut(context: RealtimeContext, { sockets, ...outgoing }: FanOutWork): Promise<void> {
  await postToAll(context, sockets, outgoing);
}

/** Posts to all of them at once, and counts the deliveries of a new message. */
async function postToAll(
  context: RealtimeContext,
  targets: readonly Target[],
  { frame, createdAt }: Outgoing,
): Promise<void> {
  const sentAt = (await Promise.all(targets.map((target) => post(context, target, frame)))).filter(
    (time) => time !== undefined,
  );
  if (createdAt === undefined || sentAt.length === 0) return;
  context.metrics.count('Deliveries', sentAt.length);
  context.metrics.time('DeliveryDelay', Math.max(...sentAt) - createdAt);
}

/** When the frame was taken for the socket, if it was. */
async function post(
  context: RealtimeContext,
  { userId, connectionId, connectedAt }: Target,
  frame: string,
): Promise<number | undefined> {
  try {
    if ((await context.sockets.post(connectionId, frame)) === 'sent') return context.clock.now();
    const opening = connectedAt > context.clock.now() - openingMilliseconds;
    if (!opening) await noticeLeaving(context, await context.presence.lose(userId, connectionId));
  } catch (error) {
    context.log.warn({ err: error, connectionId }, 'a socket was not reached');
  }
  return undefined;
}
