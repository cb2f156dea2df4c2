import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { searchPage } from '../../shared/protocol/index.ts';
import type { Measures } from '../support/measures.ts';
import { call, openConversation, register, type Person } from '../support/people.ts';
import { percentiles } from '../support/percentiles.ts';
import { startServer, type ServerHandle } from '../support/server-handle.ts';
import { openStore } from '../support/store.ts';
import { commonWords, messagesPerRareWord, rareWord, WordTexts } from '../support/word-texts.ts';
import type { Scenario, StepResult } from './scenario.ts';

const sizes = [10_000, 100_000];
const fullSize = 1_000_000;
/** Messages stored between two lines of progress. */
const fillStep = 50_000;
const wordsInMessage = 8;
const warmupCalls = 10;
const timedCalls = 200;
const countedCalls = 10;
const pageSize = 20;
const targetMs = 300;

/** What is looked for, and how many the first page has to have. */
const searches = {
  Rare: { q: rareWord, found: (size: number) => Math.ceil(size / messagesPerRareWord) },
  Common: { q: commonWords.join(' '), found: () => pageSize },
  None: { q: 'nowhere', found: () => 0 },
  // of a word that is neither frequent nor rare
  Beginning: { q: new WordTexts(1).of(4).slice(0, 5), found: () => pageSize },
} as const;
type Search = keyof typeof searches;

/** Searches in a conversation that grows. */
export const search: Scenario = {
  summary: 'searches in a conversation of 100,000 messages, with --full of 1,000,000',
  async run(request, progress) {
    await using store = await openStore(request);
    await using server = await startServer(store);
    const people = await register(server.url, 2);
    const [reader] = people;
    if (!reader) throw new Error('no person was registered');
    const conversationId = await openConversation(server.url, people);
    const results: StepResult[] = [];
    let stored = 0;
    for (const size of request.full ? [...sizes, fullSize] : sizes) {
      const name = size.toLocaleString('en');
      const startedAt = performance.now();
      while (stored < size) {
        const count = Math.min(fillStep, size - stored);
        await server.fillWords(conversationId, count, wordsInMessage);
        stored += count;
        progress(name, `${stored.toLocaleString('en')} stored`);
      }
      // what follows after commit is behind
      const indexWriteUnits = (await server.reindex(conversationId)) / stored;
      await untilAtRest(server);
      const indexSeconds = (performance.now() - startedAt) / 1000;
      progress(name, 'searching');
      const { measures, targets } = await measure(server, reader, conversationId, size);
      results.push({ name, measures: { indexSeconds, indexWriteUnits, ...measures }, targets });
    }
    await server.close();
    return results;
  },
};

/** What of a second a server at rest uses of the processor, in milliseconds. */
const restCpuMs = 50;

/** Waits until the server has done what was queued. */
async function untilAtRest(server: ServerHandle): Promise<void> {
  for (let before = await server.usage(); ;) {
    await setTimeout(1_000);
    const now = await server.usage();
    if (now.cpu - before.cpu < restCpuMs) return;
    before = now;
  }
}

async function measure(
  server: ServerHandle,
  { token }: Person,
  conversationId: string,
  size: number,
): Promise<Required<Pick<StepResult, 'measures' | 'targets'>>> {
  const measures: Measures = { searchWrong: 0 };
  const targets: Measures = {};
  for (const name of Object.keys(searches) as Search[]) {
    const { q, found } = searches[name];
    const path = `/conversations/search/all?limit=${pageSize}&conversationId=${conversationId}&q=${encodeURIComponent(q)}`;
    const ask = () => call(server.url, path, searchPage, { token });
    for (let made = 0; made < warmupCalls; made += 1) await ask();
    const times = new Float64Array(timedCalls);
    for (let made = 0; made < timedCalls; made += 1) {
      const startedAt = performance.now();
      const { items } = await ask();
      times[made] = performance.now() - startedAt;
      if (items.length !== found(size)) measures.searchWrong = (measures.searchWrong ?? 0) + 1;
    }
    const { p50, p99 } = percentiles(times);
    await server.startCount();
    for (let made = 0; made < countedCalls; made += 1) await ask();
    const { requests, readUnits } = await server.stopCount();
    measures[`search${name}P50`] = p50;
    measures[`search${name}P99`] = p99;
    measures[`search${name}Requests`] = requests / countedCalls;
    measures[`search${name}Units`] = readUnits / countedCalls;
    targets[`search${name}P99`] = targetMs;
  }
  return { measures, targets };
}
