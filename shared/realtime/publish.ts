import type { Work } from '../platform/work.ts';
import type { ServerEvent } from '../protocol/index.ts';
import { noticeLeaving } from './announce.ts';
import type { RealtimeContext } from './context.ts';
import { openingMilliseconds, type Socket } from './model.ts';

/** Up to so many sockets are posted to at once by whoever publishes; a queue takes over the rest. */
const inlineSockets = 100;
/** Sockets in one piece of queued work. */
const chunkSockets = 200;

type Target = Pick<Socket, 'userId' | 'connectionId' | 'connectedAt'>;

/** What goes out: the event as text, and when the message was sent if it tells a new one. */
type Outgoing = Pick<Extract<Work, { type: 'fan-out' }>, 'frame' | 'createdAt'>;

/** In bigger groups what finding the sockets costs outweighs the rest of a send. */
const foundAtOnceUpTo = 20;

/**
 * Whether a socket that opened in the last second may be left out, which halves what finding the sockets costs. Events
 * that say how things are just now: a newer one or the next answer says it again. And messages in bigger groups: clients
 * sync when their socket is open, and once more two seconds later.
 */
function mayMissNewSockets({ type }: ServerEvent, userIds: readonly string[]): boolean {
  if (type === 'message:new') return userIds.length > foundAtOnceUpTo;
  return type === 'typing' || type === 'receipt' || type === 'presence:update';
}

/**
 * Pushes one event to every live socket of these people but `exceptSocket`; one person's sockets may get `own` instead,
 * the event as that person may see it. A push is at most once and what it tells is stored already, so it never rejects:
 * a socket that is gone is forgotten, any other failure is logged, and clients catch up.
 */
export async function publish(
  app: RealtimeContext,
  userIds: readonly string[],
  event: ServerEvent,
  exceptSocket?: string,
  own?: { userId: string; event: ServerEvent },
): Promise<void> {
  try {
    const found = await app.presence.socketsOf(userIds, {
      eventually: mayMissNewSockets(event, userIds),
    });
    const sockets = found.filter(({ connectionId }) => connectionId !== exceptSocket);
    const isOwn = ({ userId }: Target) => userId === own?.userId;
    const others = { targets: sockets.filter((socket) => !isOwn(socket)), ...outgoingOf(event) };
    await push(app, own ? [{ targets: sockets.filter(isOwn), ...outgoingOf(own.event) }, others] : [others]);
  } catch (error) {
    app.log.error({ err: error, event: event.type, users: userIds.length }, 'an event was not pushed');
  }
}

/** Pushes to each of these people an event of their own, by user id. Never rejects either. */
export async function publishEach(
  app: RealtimeContext,
  events: ReadonlyMap<string, ServerEvent>,
): Promise<void> {
  try {
    const sockets = Map.groupBy(await app.presence.socketsOf([...events.keys()]), ({ userId }) => userId);
    const pushes = [...events].map(([userId, event]) => ({
      targets: sockets.get(userId) ?? [],
      ...outgoingOf(event),
    }));
    await push(app, pushes);
  } catch (error) {
    app.log.error({ err: error, users: events.size }, 'events were not pushed');
  }
}

/** Posts to the first sockets, and leaves those beyond what one function does to the queue. */
async function push(
  app: RealtimeContext,
  pushes: readonly (Outgoing & { targets: readonly Target[] })[],
): Promise<void> {
  let room = inlineSockets;
  await Promise.all(
    pushes.flatMap(({ targets, ...outgoing }) => {
      const [now, later] = [targets.slice(0, room), targets.slice(room)];
      room -= now.length;
      return [postToAll(app, now, outgoing), ...chunks(later).map((chunk) => enqueue(app, chunk, outgoing))];
    }),
  );
}

function outgoingOf(event: ServerEvent): Outgoing {
  const frame = JSON.stringify(event);
  return event.type === 'message:new' ? { frame, createdAt: Date.parse(event.data.createdAt) } : { frame };
}

function chunks<T>(targets: readonly T[]): T[][] {
  const starts = Array.from(
    { length: Math.ceil(targets.length / chunkSockets) },
    (_, index) => index * chunkSockets,
  );
  return starts.map((start) => targets.slice(start, start + chunkSockets));
}

/** Leaves a frame for some sockets to the queue. Never rejects: nobody else's frame may suffer from it. */
async function enqueue(app: RealtimeContext, targets: readonly Target[], outgoing: Outgoing): Promise<void> {
  const sockets = targets.map(({ userId, connectionId, connectedAt }) => ({
    userId,
    connectionId,
    connectedAt,
  }));
  try {
    await app.work.add({ type: 'fan-out', ...outgoing, sockets });
  } catch (error) {
    app.log.error({ err: error, sockets: sockets.length }, 'an event was not queued');
  }
}

/** Posts a queued frame to its sockets. Never rejects, for the same reason. */
export async function fanOut(
  app: RealtimeContext,
  { sockets, ...outgoing }: Extract<Work, { type: 'fan-out' }>,
): Promise<void> {
  await postToAll(app, sockets, outgoing);
}

/** Posts to all of them at once, and counts the deliveries of a new message. */
async function postToAll(
  app: RealtimeContext,
  targets: readonly Target[],
  { frame, createdAt }: Outgoing,
): Promise<void> {
  const sentAt = (await Promise.all(targets.map((target) => post(app, target, frame)))).filter(
    (time) => time !== undefined,
  );
  if (createdAt === undefined || sentAt.length === 0) return;
  app.metrics.count('Deliveries', sentAt.length);
  app.metrics.time('DeliveryDelay', Math.max(...sentAt) - createdAt);
}

/** When the frame was taken for the socket, if it was. */
async function post(
  app: RealtimeContext,
  { userId, connectionId, connectedAt }: Target,
  frame: string,
): Promise<number | undefined> {
  try {
    if ((await app.sockets.post(connectionId, frame)) === 'sent') return app.clock.now();
    const opening = connectedAt > app.clock.now() - openingMilliseconds;
    if (!opening) await noticeLeaving(app, await app.presence.lose(userId, connectionId));
  } catch (error) {
    app.log.warn({ err: error, connectionId }, 'a socket was not reached');
  }
  return undefined;
}
