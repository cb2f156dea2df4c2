import type { App } from '../app.ts';
import type { Work } from '../platform/work.ts';
import type { ServerEvent } from '../protocol/index.ts';
import { noticeLeaving } from './announce.ts';
import { openingMilliseconds, type Socket } from './model.ts';

/** Up to so many sockets are posted to at once by whoever publishes; a queue takes over the rest. */
const inlineSockets = 100;
/** Sockets in one piece of queued work. */
const chunkSockets = 200;

type Target = Pick<Socket, 'userId' | 'connectionId' | 'connectedAt'>;

/**
 * Pushes one event to every live socket of these people but `exceptSocket`. A push is at most once and what it tells
 * is stored already, so it never rejects: a socket that is gone is forgotten, any other failure is logged, and clients
 * catch up.
 */
export async function publish(
  app: App,
  userIds: readonly string[],
  event: ServerEvent,
  exceptSocket?: string,
): Promise<void> {
  try {
    const sockets = await app.presence.socketsOf(userIds);
    const targets = sockets.filter(({ connectionId }) => connectionId !== exceptSocket);
    const frame = JSON.stringify(event);
    await Promise.all([
      ...targets.slice(0, inlineSockets).map((target) => post(app, target, frame)),
      ...chunks(targets.slice(inlineSockets)).map((chunk) => enqueue(app, chunk, frame)),
    ]);
  } catch (error) {
    app.log.error({ err: error, event: event.type, users: userIds.length }, 'an event was not pushed');
  }
}

function chunks<T>(targets: readonly T[]): T[][] {
  const starts = Array.from(
    { length: Math.ceil(targets.length / chunkSockets) },
    (_, index) => index * chunkSockets,
  );
  return starts.map((start) => targets.slice(start, start + chunkSockets));
}

/** Leaves a frame for some sockets to the queue. Never rejects: nobody else's frame may suffer from it. */
async function enqueue(app: App, targets: readonly Target[], frame: string): Promise<void> {
  const sockets = targets.map(({ userId, connectionId, connectedAt }) => ({
    userId,
    connectionId,
    connectedAt,
  }));
  try {
    await app.work.add({ type: 'fan-out', frame, sockets });
  } catch (error) {
    app.log.error({ err: error, sockets: sockets.length }, 'an event was not queued');
  }
}

/** Posts a queued frame to its sockets. Never rejects, for the same reason. */
export async function fanOut(
  app: App,
  { frame, sockets }: Extract<Work, { type: 'fan-out' }>,
): Promise<void> {
  await Promise.all(sockets.map((target) => post(app, target, frame)));
}

async function post(app: App, { userId, connectionId, connectedAt }: Target, frame: string): Promise<void> {
  try {
    if ((await app.sockets.post(connectionId, frame)) === 'sent') return;
    const opening = connectedAt > app.clock.now() - openingMilliseconds;
    if (!opening) await noticeLeaving(app, await app.presence.lose(userId, connectionId));
  } catch (error) {
    app.log.warn({ err: error, connectionId }, 'a socket was not reached');
  }
}
