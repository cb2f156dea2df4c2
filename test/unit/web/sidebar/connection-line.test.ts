import { act, createElement } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ConnectionLine } from '../../../../web/src/sidebar/connection-line.tsx';
import { onPage } from '../../client/react/react-world.ts';
import { newClient, online, startServer } from '../../client/setup.ts';

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function patience(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

test('given a client that goes offline, the line says so after a second', async () => {
  const { client } = await online(await startServer(), 'alice');
  patience();
  const page = await onPage(client, createElement(ConnectionLine));
  await act(async () => client.disconnect());
  await pass(999);
  expect(page.text()).toBe('');
  await pass(1);
  expect(page.text()).toBe('Offline. What you write is sent later.');
});

test('given a client that is back within a second, the line says nothing', async () => {
  const { client } = await online(await startServer(), 'alice');
  const page = await onPage(client, createElement(ConnectionLine));
  await act(async () => client.disconnect());
  await act(() => client.connect());
  patience();
  await pass(2_000);
  expect(page.text()).toBe('');
});

test('given a client without a session, the line says nothing', async () => {
  const { client } = newClient(await startServer());
  patience();
  const page = await onPage(client, createElement(ConnectionLine));
  await pass(2_000);
  expect(page.text()).toBe('');
});
