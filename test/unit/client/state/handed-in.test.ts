import { expect, test } from 'vitest';
import { createClient } from '../../../../client/index.ts';
import { chatState } from '../../../../client/state/index.ts';

test('given no state, reading client.state throws a code that says what to pass, and the rest works', () => {
  const client = createClient({ baseUrl: 'http://localhost' });
  expect(() => client.state).toThrow(expect.objectContaining({ code: 'no_state' }));
  expect(() => client.state).toThrow('chatState()');
  expect(client.status).toBe('signed-out');
});

test('given one chatState for two clients, each has a state of its own', () => {
  const state = chatState();
  const [one, two] = [
    createClient({ baseUrl: 'http://localhost', state }),
    createClient({ baseUrl: 'http://localhost', state }),
  ];
  expect(one.state).toBe(one.state);
  expect(one.state).not.toBe(two.state);
});
