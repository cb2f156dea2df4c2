import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memoryStorage } from '../../../../client/index.ts';
import { nextState, online, pastSecondSync, startServer } from '../setup.ts';
import { eventually } from '../../../support/eventually.ts';

const minute = 60_000;

/** A page around the client, as far as it looks at one. */
function page() {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const window = new EventTarget();
  vi.stubGlobal('document', document);
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
  onTestFinished(() => void vi.unstubAllGlobals());
  return { document, window };
}

describe('given a machine that slept, the client', () => {
  test('syncs when a timer fires far too late', async () => {
    const server = await startServer();
    const { clock, client } = await online(server, 'alice');
    const heard: string[] = [];
    client.onMessage(({ text }) => heard.push(text));
    const { id } = await client.conversations.openDirect('bob');
    await pastSecondSync(clock);
    server.pushes = false;
    server.say(id, 'bob', 'missed');
    clock.advance(minute);
    expect(server.syncs).toBe(2);
    clock.sleep(3 * minute);
    clock.advance(0);
    await eventually(() => expect(server.syncs).toBe(3));
    await eventually(() => {
      clock.advance(300);
      expect(heard).toEqual(['missed']);
    });
  });

  test('connects at once where it waited for a retry', async () => {
    const server = await startServer();
    const { window } = page();
    const { client } = await online(server, 'alice');
    const offline = nextState(client, 'offline');
    server.closeSockets();
    await offline;
    const back = nextState(client, 'online');
    window.dispatchEvent(new Event('online'));
    await back;
  });
});

describe('a page', () => {
  test('that becomes visible syncs, and one that is hidden stores its positions', async () => {
    const server = await startServer();
    const { document, window } = page();
    const storage = memoryStorage();
    const { client } = await online(server, 'alice', { storage });
    const { id } = await client.conversations.openDirect('bob');
    const key = `chatflow ${server.url} usr_alice positions`;
    await client.messages.send(id, 'one');
    expect(storage.get(key)).toBeUndefined();
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(storage.get(key)).toContain('[1,1]');
    await client.messages.send(id, 'two');
    window.dispatchEvent(new Event('pagehide'));
    expect(storage.get(key)).toContain('[2,2]');
    expect(server.syncs).toBe(1);
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    await eventually(() => expect(server.syncs).toBe(2));
  });

  test('has no listeners after a disconnect', async () => {
    const server = await startServer();
    const { window } = page();
    const { client } = await online(server, 'alice');
    client.disconnect();
    window.dispatchEvent(new Event('online'));
    expect(client.status).toBe('offline');
  });
});
