import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { SearchPage } from '../../shared/protocol/index.ts';
import { eventually } from '../support/eventually.ts';
import { fillLog } from '../support/backend/fill-log.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** Words by script; what is written without spaces is one text of them. */
const vocabulary = {
  latin: [
    'Straße',
    'garden',
    'gardening',
    'École',
    'naïve',
    'Łódź',
    'at',
    'tea',
    'teapot',
    'ＦＵＬＬ',
    'don’t',
  ],
  cyrillic: ['привет', 'Приветствие', 'ёлка', 'елка', 'мир', 'да', 'Москва', 'московский'],
  arabic: ['مرحبا', 'مُحَمَّد', 'محمد', 'سلام', 'السلام', 'قهوة', 'من'],
  devanagari: ['नमस्ते', 'हिन्दी', 'हिन्द', 'चाय', 'किताब', 'किताबें', 'में'],
  chinese: ['我', '喜欢', '咖啡', '咖啡馆', '北京', '南京', '京', '明天', '天气'],
  emoji: ['😀', '👍🏽', '👍', '❤️', '👨‍👩‍👧', '🇩🇪', '🎉'],
} as const;
type Script = keyof typeof vocabulary;
const scripts = Object.keys(vocabulary) as Script[];

/** How each word is to be compared, written down by hand for what is not simply in lower case. */
const plain: Readonly<Record<string, string>> = {
  Straße: 'strasse',
  École: 'ecole',
  naïve: 'naive',
  Łódź: 'lodz',
  ＦＵＬＬ: 'full',
  ёлка: 'елка',
  مُحَمَّد: 'محمد',
  '👍🏽': '👍',
  '❤️': '❤',
};
const plainOf = (word: string) => plain[word] ?? word.toLowerCase();

interface Sent {
  script: Script;
  words: string[];
  text: string;
}

/** The truth: whether a message has a word that is looked for. */
function has({ script, words }: Sent, wanted: string, of: Script): boolean {
  if (script !== of) return false;
  if (script === 'chinese') return words.join('').includes(wanted);
  if (script === 'emoji') return words.some((word) => plainOf(word) === plainOf(wanted));
  const parts = words.flatMap((word) => plainOf(word).split('’'));
  const isIn = (piece: string) =>
    parts.some((part) => part === piece || ([...piece].length >= 3 && part.startsWith(piece)));
  return plainOf(wanted).split('’').every(isIn);
}

/** Pseudo-random, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function messagesOf(count: number): Sent[] {
  const pick = random(7);
  return Array.from({ length: count }, (): Sent => {
    const script = scripts[pick(scripts.length)] ?? 'latin';
    const known = vocabulary[script];
    const words = Array.from({ length: 1 + pick(5) }, () => known[pick(known.length)] ?? '');
    const ending = ['', '!', ' …', '。', '?'][pick(5)] ?? '';
    const joined = words.join(
      script === 'chinese' ? '' : script === 'emoji' ? (pick(2) === 0 ? ' ' : '') : ' ',
    );
    return { script, words, text: joined + ending };
  });
}

const count = 10_000;

it('given 10,000 messages in six scripts, finds what a scan of their texts finds, no more and no fewer', async () => {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const { app } = backend.runtime;
  const [ann, bob] = (await backend.people('ann', 'bob')) as [Person, Person];
  const conversation = await backend.conversation(ann, [bob], 'Ours');
  const sent = messagesOf(count);
  await fillLog(
    app,
    conversation.id,
    sent.map(({ text }, index) => ({
      senderId: index % 3 === 0 ? bob.user.id : ann.user.id,
      text,
      createdAt: clock.now() + index,
    })),
  );
  clock.advance(count);
  await eventually(async () => {
    const blocks = [0, 1].map((level) => ({
      conversationId: conversation.id,
      level,
      n: level === 0 ? 77 : 3,
      shard: level === 0 ? 0 : 7,
    }));
    expect((await app.searchIndex.shards(blocks)).size).toBe(2);
  });

  async function find(q: string, more = ''): Promise<number[]> {
    const found: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const path = `/v1/conversations/search/all?limit=100&q=${encodeURIComponent(q)}${more}${next}`;
      const { status, body } = await backend.call<SearchPage>('GET', path, { token: bob.token });
      expect(status).toBe(200);
      found.push(...body.items.map(({ message }) => message.seq));
      cursor = body.nextCursor;
    }
    return found;
  }
  const truth = (test: (one: Sent, index: number) => boolean) =>
    sent.flatMap((one, index) => (test(one, index) ? [index + 1] : [])).reverse();

  const oneWord = scripts.flatMap((script) =>
    vocabulary[script].flatMap((word) => {
      const characters = [...plainOf(word)];
      const beginning = script === 'emoji' || characters.length < 4 ? [] : [characters.slice(0, 3).join('')];
      return [word, ...beginning].map((wanted) => ({ script, wanted }));
    }),
  );
  for (const { script, wanted } of oneWord) {
    expect(await find(wanted, `&conversationId=${conversation.id}`), wanted).toEqual(
      truth((one) => has(one, wanted, script)),
    );
  }

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...scripts).chain((script) =>
        fc.record({
          script: fc.constant(script),
          words: fc.array(fc.constantFrom(...vocabulary[script]), { minLength: 2, maxLength: 3 }),
          fromBob: fc.boolean(),
          since: fc.option(fc.integer({ min: 0, max: count }), { nil: undefined }),
        }),
      ),
      async ({ script, words, fromBob, since }) => {
        const more =
          (fromBob ? `&from=${bob.user.id}` : '') +
          (since === undefined ? '' : `&after=${new Date(clock.now() - count + since).toISOString()}`);
        const found = await find(words.join(' '), more);
        const right = truth(
          (one, index) =>
            words.every((word) => has(one, word, script)) &&
            (!fromBob || index % 3 === 0) &&
            (since === undefined || index >= since),
        );
        expect(found).toEqual(right);
      },
    ),
    { numRuns: propertyRuns(25) },
  );

  await backend.stop();
  const words = Object.values(vocabulary).flatMap((known) =>
    known.flatMap((word) => [word, word.toLowerCase(), plainOf(word)]),
  );
  expect(readableIn(backend.dataDir, words)).toEqual({ items: expect.any(Number) as number, words: [] });
});

const storedAttributes = z.union([
  z.record(z.string(), z.unknown()).transform((plain) => [plain, {}] as const),
  z.tuple([z.record(z.string(), z.unknown()), z.record(z.string(), z.string())]),
]);
const storedRows = z.array(z.object({ pk: z.string(), sk: z.string(), item: z.string() }));

/**
 * Which words of three letters or more can be read in the tables. Ids are random, and so are bytes that are sealed: a short word
 * turns up there by chance, so these are searched for longer ones alone.
 */
function readableIn(folder: string, words: readonly string[]): { items: number; words: string[] } {
  const database = new DatabaseSync(join(folder, 'chatflow.db'), { readOnly: true });
  const found = new Set<string>();
  let items = 0;
  try {
    for (const table of ['durable', 'ephemeral']) {
      const rows = storedRows.parse(database.prepare(`SELECT pk, sk, item FROM ${table}`).all());
      for (const { pk, sk, item } of rows) {
        const [plain, binary] = storedAttributes.parse(JSON.parse(item));
        const text = `${pk} ${sk} ${JSON.stringify(plain)}`.replaceAll(/[\w-]{22,}/g, '');
        const bytes = Object.values(binary).map((base64) => Buffer.from(base64, 'base64'));
        items += 1;
        for (const word of words) {
          if ([...word].length >= 3 && text.includes(word)) found.add(word);
          const isLong = Buffer.byteLength(word) >= 6;
          if (isLong && bytes.some((one) => one.includes(word))) found.add(word);
        }
      }
    }
  } finally {
    database.close();
  }
  return { items, words: [...found] };
}
