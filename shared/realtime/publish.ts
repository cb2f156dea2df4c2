import type { App } from '../app.ts';
import type { ServerEvent } from '../protocol/index.ts';
import type { Socket } from './model.ts';

/** Posts at once, so that one slow socket delays nobody and a big group does not exhaust the gateway's client. */
const concurrentPosts = 100;

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
    const frame = JSON.stringify(event);
    await postAll(
      app,
      sockets.filter(({ connectionId }) => connectionId !== exceptSocket),
      frame,
    );
  } catch (error) {
    app.log.error({ err: error, event: event.type, users: userIds.length }, 'an event was not pushed');
  }
}

async function postAll(app: App, sockets: readonly Socket[], frame: string): Promise<void> {
  const waiting = sockets.values();
  async function worker(): Promise<void> {
    for (const socket of waiting) await post(app, socket, frame);
  }
  await Promise.all(Array.from({ length: Math.min(concurrentPosts, sockets.length) }, worker));
}

async function post(app: App, socket: Socket, frame: string): Promise<void> {
  try {
    const outcome = await app.sockets.post(socket.connectionId, frame);
    if (outcome === 'gone') await app.presence.forget(socket.userId, [socket.connectionId]);
  } catch (error) {
    app.log.warn({ err: error, connectionId: socket.connectionId }, 'a socket was not reached');
  }
}
