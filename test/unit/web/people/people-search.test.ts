import { act, createElement } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ChatClientError, type Page, type UserSummary } from '../../../../client/index.ts';
import { usePeopleSearch, type PeopleSearch } from '../../../../web/src/people/use-people-search.ts';
import { onPage } from '../../client/react/react-world.ts';
import { online, startServer } from '../../client/setup.ts';

const person = (id: string): UserSummary => ({
  id,
  username: id,
  name: id,
  avatar: null,
  online: false,
  lastOnline: null,
});

/** A component that searches for `query`, and what its hook returned last. */
async function searching() {
  const { client } = await online(await startServer(), 'alice');
  const search = vi.spyOn(client.users, 'search');
  const results: PeopleSearch[] = [];
  function Search({ query }: { query: string }) {
    results.push(usePeopleSearch(query));
    return null;
  }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const page = await onPage(client, createElement(Search, { query: '' }));
  const type = (query: string) => page.render(createElement(Search, { query }));
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const now = () => results.at(-1);
  return { client, search, type, pass, now };
}

const pageOf = (...ids: string[]): Page<UserSummary> => ({ items: ids.map(person), nextCursor: null });

test('given several keys within 200 ms, the server is asked once, for what stands there then', async () => {
  const { search, type, pass, now } = await searching();
  search.mockResolvedValue(pageOf('bob'));
  await type('b');
  await pass(150);
  await type('bo');
  await pass(150);
  expect(search).not.toHaveBeenCalled();
  await pass(50);
  expect(search.mock.calls.map(([query]) => query)).toEqual(['bo']);
  expect(now()).toMatchObject({ found: 'bo', searching: false, people: [{ id: 'bob' }] });
});

test('given an answer that comes after the next one, it is ignored', async () => {
  const { search, type, pass, now } = await searching();
  const answers: ((page: Page<UserSummary>) => void)[] = [];
  search.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  await type('b');
  await pass(200);
  await type('c');
  await pass(200);
  const [first, second] = answers;
  await act(async () => second?.(pageOf('carol')));
  await act(async () => first?.(pageOf('bob')));
  expect(now()).toMatchObject({ found: 'c', people: [{ id: 'carol' }] });
});

test('while the next search runs, those found before stay who fit what is typed', async () => {
  const { search, type, pass, now } = await searching();
  search.mockResolvedValue(pageOf('bea', 'bob'));
  await type('b');
  await pass(200);
  await type('bo');
  expect(now()).toMatchObject({ searching: true, found: undefined, people: [{ id: 'bob' }] });
});

test('the user themselves is not among the people found', async () => {
  const { client, search, type, pass, now } = await searching();
  search.mockResolvedValue(pageOf(client.userId ?? '', 'bob'));
  await type('b');
  await pass(200);
  expect(now()?.people.map(({ id }) => id)).toEqual(['bob']);
});

test('given a search that fails, its error is there until a retry succeeds', async () => {
  const { search, type, pass, now } = await searching();
  search.mockRejectedValueOnce(new ChatClientError('network_error', 'unreachable'));
  await type('b');
  await pass(200);
  expect(now()).toMatchObject({ error: { code: 'network_error' }, searching: false, found: undefined });
  search.mockResolvedValue(pageOf('bob'));
  await act(async () => now()?.retry());
  await pass(200);
  expect(now()).toMatchObject({ error: undefined, people: [{ id: 'bob' }] });
});
