import { expect, test } from 'vitest';
import { problem } from '../../../support/client/fake/backend.ts';
import { eventually } from '../../../support/eventually.ts';
import { online, startServer } from '../setup.ts';
import { shown, watch } from './state-world.ts';

test('a read that fails while the connection stands is tried again at a growing distance until it succeeds', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const { id } = await client.conversations.openDirect('bob');
  server.say(id, 'bob', 'hello');
  let failures = 0;
  server.intercept = (line) => {
    if (line.startsWith('POST')) return undefined;
    failures += 1;
    return problem('service_unavailable');
  };
  const list = watch(client.state.conversations);
  const messages = watch(client.state.messages(id));
  const account = watch(client.state.account);
  // Far more than the three reads with what one call of them repeats by itself
  await eventually(() => {
    clock.advance(1_000);
    expect(failures).toBeGreaterThan(30);
  });
  expect(messages.now()).toMatchObject({ loaded: false, error: { code: 'service_unavailable' } });
  server.intercept = () => undefined;
  await eventually(() => {
    clock.advance(1_000);
    expect(list.now()).toMatchObject({ loaded: true, error: undefined });
    expect(shown(messages.now())).toEqual(['hello']);
    expect(messages.now().error).toBeUndefined();
    expect(account.now()?.username).toBe('alice');
  });
});
