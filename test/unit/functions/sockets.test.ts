import { describe, expect, it } from 'vitest';
import { Totals } from '../../../local/metrics/totals.ts';
import { Unavailable } from '../../../shared/platform/errors.ts';
import {
  authorizeEvent,
  connectEvent,
  disconnectEvent,
  frameEvent,
} from '../../support/backend/gateway-events.ts';
import { functionsOn, withoutAuthorizer } from './setup.ts';

const offer = (token: string) => ({ 'Sec-WebSocket-Protocol': `chat.v1, bearer.${token}` });

describe('authorize', () => {
  it('allows the call and returns the user of the token', async () => {
    const { backend, app, sockets } = await functionsOn();
    const { token, user } = await backend.person('ann');
    const { sessionId } = await app.accessTokens.verify(token);
    const event = authorizeEvent(offer(token));
    expect(await sockets.authorize(event)).toEqual({
      principalId: user.id,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
      },
      context: { userId: user.id, sessionId },
    });
  });

  it('given headers in any case, reads the token', async () => {
    const { backend, sockets } = await functionsOn();
    const { token, user } = await backend.person('ann');
    for (const headers of [
      { 'sec-websocket-protocol': `bearer.${token}` },
      { 'SEC-WEBSOCKET-PROTOCOL': `chat.v1,bearer.${token}` },
      { authorization: `Bearer ${token}` },
      { Authorization: `bearer ${token}` },
    ]) {
      expect(await sockets.authorize(authorizeEvent(headers))).toMatchObject({ principalId: user.id });
    }
  });

  it('given a bad token, throws the message that API Gateway turns into 401', async () => {
    const metrics = new Totals();
    const { sockets } = await functionsOn(() => ({ metrics }));
    for (const headers of [{}, offer(''), offer('x'), { Authorization: 'Basic x' }]) {
      await expect(sockets.authorize(authorizeEvent(headers))).rejects.toThrow(/^Unauthorized$/);
    }
    await expect(sockets.authorize({ ...authorizeEvent({}), headers: null })).rejects.toThrow(
      /^Unauthorized$/,
    );
    expect(metrics.sums()).toEqual({});
  });

  it('given a failure of its own, throws another message, and counts a failed connect', async () => {
    const metrics = new Totals();
    const { sockets, logged } = await functionsOn(({ accessTokens }) => ({
      metrics,
      accessTokens: {
        ...accessTokens,
        verify: () => Promise.reject(new Unavailable('the key service', undefined)),
      },
    }));
    await expect(sockets.authorize(authorizeEvent(offer('x')))).rejects.toThrow(Unavailable);
    expect(metrics.sums()).toEqual({ FailedConnects: 1 });
    expect(logged).toMatchObject([{ level: 50, msg: 'a socket was not opened' }]);
  });
});

describe("behind a gateway that does not pass on the authorizer's context", () => {
  it('connect verifies the token itself, and frames and disconnect know the user of the socket', async () => {
    const { backend, app, sockets, posted } = await functionsOn();
    const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
    const { id: conversationId } = await backend.conversation(ann, [bob]);
    const connected = await sockets.connect(withoutAuthorizer(connectEvent(offer(ann.token))));
    expect(connected).toEqual({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } });
    expect((await app.presence.of(ann.user.id)).shown.online).toBe(true);

    const data = { conversationId, clientId: 'c1', text: 'hello' };
    await sockets.frame(withoutAuthorizer(frameEvent({ type: 'message:send', id: 'f1', data })));
    expect(posted).toMatchObject([{ connectionId: 'connection-1', frame: { type: 'ack', id: 'f1' } }]);
    const { messages } = await app.messages.page(conversationId, {}, 10, { userId: ann.user.id, now: 0 });
    expect(messages).toMatchObject([{ senderId: ann.user.id }]);

    await sockets.disconnect(withoutAuthorizer(disconnectEvent()));
    expect((await app.presence.of(ann.user.id)).shown.online).toBe(false);
  });

  it('given a bad token, connect refuses and registers nothing', async () => {
    const { app, sockets } = await functionsOn();
    for (const headers of [{}, offer('x')]) {
      const refused = await sockets.connect(withoutAuthorizer(connectEvent(headers)));
      expect(refused).toMatchObject({
        statusCode: 401,
        headers: { 'content-type': 'application/problem+json', 'x-request-id': 'request-1' },
      });
    }
    expect(await app.presence.identityOf('connection-1')).toBeUndefined();
  });

  it('given a frame of an unregistered socket, answers unauthenticated', async () => {
    const { sockets, posted } = await functionsOn();
    await sockets.frame(withoutAuthorizer(frameEvent({ type: 'ping', id: 'f1' })));
    expect(posted).toMatchObject([
      {
        connectionId: 'connection-1',
        frame: { type: 'error', id: 'f1', error: { code: 'unauthenticated' } },
      },
    ]);
    expect(await sockets.disconnect(withoutAuthorizer(disconnectEvent()))).toEqual({ statusCode: 200 });
  });
});

describe('connect', () => {
  it('given an ended session, refuses with 401; given a failure, with another status', async () => {
    const { sockets, logged } = await functionsOn();
    // the authorizer let `usr_1` in, who has no session any more
    const ended = await sockets.connect(connectEvent());
    expect(ended.statusCode).toBe(401);
    expect(JSON.parse(ended.body ?? '')).toMatchObject({ code: 'invalid_token', status: 401 });
    expect(logged).toEqual([]);

    const down = await functionsOn(({ presence }) => ({
      presence: { ...presence, add: () => Promise.reject(new Unavailable('the database', 'a secret')) },
    }));
    const refused = await down.sockets.connect(connectEvent());
    expect(refused).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(refused.body).not.toContain('database');
    expect(down.logged).toMatchObject([{ level: 50, connectionId: 'connection-1' }]);
  });
});

describe('a frame', () => {
  it('given an answer that cannot be sent, is carried out, and the loss is logged', async () => {
    const { backend, app, sockets, logged } = await functionsOn(() => ({
      sockets: {
        post: () => Promise.reject(new Unavailable('the gateway', undefined)),
        close: () => Promise.resolve(),
      },
    }));
    const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
    const { id: conversationId } = await backend.conversation(ann, [bob]);
    await sockets.connect(withoutAuthorizer(connectEvent(offer(ann.token))));
    const data = { conversationId, clientId: 'c1', text: 'hello' };
    const event = withoutAuthorizer(frameEvent({ type: 'message:send', id: 'f1', data }));
    expect(await sockets.frame(event)).toEqual({ statusCode: 200 });
    expect(
      (await app.messages.page(conversationId, {}, 10, { userId: ann.user.id, now: 0 })).messages,
    ).toHaveLength(1);
    expect(logged).toMatchObject([{ level: 40, connectionId: 'connection-1' }]);
  });
});
