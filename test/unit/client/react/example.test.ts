import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { act, createElement } from 'react';
import { expect, test } from 'vitest';
import { online, startServer } from '../setup.ts';
import { App } from './example.tsx';
import { eventuallyOnPage, onPage } from './react-world.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');

test('the page about the state shows the example that is compiled here', async () => {
  const page = await readFile(join(root, 'docs/client-state.md'), 'utf8');
  const [, inPage] = /```tsx\n([^]*?)```/.exec(page) ?? [];
  const example = await readFile(join(import.meta.dirname, 'example.tsx'), 'utf8');
  expect(inPage).toBe(
    example
      .replace("'../../../../client/index.ts'", "'@chatflow/client'")
      .replace("'../../../../client/react/index.ts'", "'@chatflow/client/react'")
      .replace("'../../../../client/state/index.ts'", "'@chatflow/client/state'"),
  );
});

test('the example lists conversations and shows the messages of one', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const { id } = await client.conversations.createGroup('The group', ['bob']);
  server.say(id, 'bob', 'hello');
  const page = await onPage(client, createElement(App, { client }));
  await eventuallyOnPage(() => expect(page.text()).toContain('The group (1)'));
  await page.click('button');
  await eventuallyOnPage(() => expect(page.text()).toContain('hello'));
  await act(() => client.messages.send(id, 'hi'));
  await eventuallyOnPage(() => expect(page.text()).toContain('hi (sent)'));
});
