import { context, trace } from '@opentelemetry/api';
import { expect, it, onTestFinished } from 'vitest';
import { lambda as auth } from '../../functions/http/auth.ts';
import { lambda as conversations } from '../../functions/http/conversations.ts';
import { frameFunction } from '../../functions/ws/frame.ts';
import { lambdaContext } from '../../local/gateway/integration.ts';
import { startXRayTracing } from '../../shared/platform/aws/tracing/x-ray-tracing.ts';
import { tracingPorts } from '../../shared/platform/tracing/tracing-ports.ts';
import { frameEvent, httpEvent } from '../support/backend/gateway-events.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';
import { TestDaemon, traceHeader, treeBelow } from '../support/aws/x-ray-daemon.ts';

const tables = { durable: 'chat-durable', ephemeral: 'chat-ephemeral' };
const post = ['ApiGatewayManagementApi PostToConnection'];
const invocation = lambdaContext({ functionName: 'f', requestId: 'request-1', deadline: 0, clock: Date });

/** A backend whose functions a test can call with a trace header, as Lambda does. */
async function start() {
  const daemon = await TestDaemon.start();
  onTestFinished(() => {
    daemon.stop();
    trace.disable();
    context.disable();
  });
  const backend = await startBackend({ wrapPorts: (ports) => tracingPorts(ports, tables) });
  const { app } = backend.runtime;
  // it asked a moment ago which sessions have ended
  await app.revocations.has('');
  const traced = startXRayTracing({ host: '127.0.0.1', port: daemon.port }, app);

  /** A frame of a person, from a socket that is not there. */
  function frame({ user }: Person, type: string, data: object) {
    const event = frameEvent({ type, id: 'f1', data });
    const { requestContext } = event;
    const authorizer = { userId: user.id, sessionId: 'ses_1', principalId: user.id };
    return frameFunction(app)({ ...event, requestContext: { ...requestContext, authorizer } });
  }
  return { ...backend, app, daemon, traced, frame };
}

it('a message is traced from its frame to the sockets, without its text', async () => {
  const { people, conversation, socket, daemon, traced, frame } = await start();
  const [alice, bob] = (await people('alice', 'bob')) as [Person, Person];
  const { id: conversationId } = await conversation(alice, [bob]);
  const bobs = await socket(bob);
  const text = 'meet me at the old lighthouse';
  const { header, parent } = traceHeader(1);

  await traced(header, () => frame(alice, 'message:send', { conversationId, text, clientId: 'client-1' }));

  expect(await bobs.events('message:new', 1)).toMatchObject([{ text }]);
  expect(treeBelow(parent, await daemon.subsegments(7))).toEqual([
    [
      'message:send',
      ['DynamoDB Query chat-durable'],
      ['DynamoDB UpdateItem chat-durable'],
      ['DynamoDB TransactWriteItems chat-durable'],
      // the reply, which waits for nothing more
      post,
      ['DynamoDB BatchGetItem chat-ephemeral'],
      post,
    ],
  ]);
  for (const secret of [text, 'lighthouse', conversationId, 'client-1', alice.user.id, bob.user.id]) {
    expect(daemon.datagrams.all.join('\n')).not.toContain(secret);
  }
});

it('a registration and a request are traced, without name, address, password or token', async () => {
  const { app, daemon, traced, person } = await start();
  const { token } = await person('first');
  const body = { username: 'ada.l', email: 'ada@lovelace.example', name: 'Ada L', password: 'analytical' };
  const registering = traceHeader(1);
  const listing = traceHeader(2);

  const registered = await traced(registering.header, () =>
    auth.build(app)(httpEvent('POST', '/v1/auth/register', { body }), invocation),
  );
  const listed = await traced(listing.header, () =>
    conversations.build(app)(httpEvent('GET', '/v1/conversations', { token }), invocation),
  );

  expect([registered.statusCode, listed.statusCode]).toEqual([201, 200]);
  const all = await daemon.subsegments(13);
  expect(treeBelow(registering.parent, all)).toEqual([
    [
      'POST /auth/register',
      ['zxcvbn'],
      ['DynamoDB GetItem chat-durable'],
      ['DynamoDB GetItem chat-durable'],
      ['KMS GenerateDataKey'],
      ['bcrypt'],
      // whether the beginnings of the username and of the name are known
      ['DynamoDB GetItem chat-durable'],
      ['DynamoDB GetItem chat-durable'],
      ['DynamoDB TransactWriteItems chat-durable'],
      // the mail with the link that proves the address
      ['SQS SendMessage'],
      ['KMS Sign'],
    ],
  ]);
  expect(treeBelow(listing.parent, all)).toEqual([['GET /conversations', ['DynamoDB Query chat-durable']]]);
  const given = JSON.parse(registered.body ?? '') as { token: string; refreshToken: string };
  for (const secret of [...Object.values(body), 'lovelace', given.token, given.refreshToken, token]) {
    expect(daemon.datagrams.all.join('\n')).not.toContain(secret);
  }
});

it('a refused frame is traced as an error of its use case; an unsampled one is not traced', async () => {
  const { daemon, traced, frame, person } = await start();
  const alice = await person('alice');
  const message = { conversationId: 'con_none', text: 'Hello', clientId: 'client-1' };
  const { header, parent } = traceHeader(1);

  await traced(traceHeader(2, { sampled: false }).header, () => frame(alice, 'message:send', message));
  await traced(header, () => frame(alice, 'message:send', message));

  expect(treeBelow(parent, await daemon.subsegments(3))).toEqual([
    ['message:send error conversation_not_found', ['DynamoDB Query chat-durable']],
    post,
  ]);
  expect(daemon.datagrams.all).toHaveLength(2);
});
