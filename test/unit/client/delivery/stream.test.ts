import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MessageStream } from '../../../../client/delivery/stream.ts';

interface Entry {
  seq: number;
}
const entries = (...seqs: number[]): Entry[] => seqs.map((seq) => ({ seq }));

/** Everything that can be handed over now. */
function drain(stream: MessageStream<Entry>): number[] {
  const out: number[] = [];
  for (let entry = stream.take(); entry !== undefined; entry = stream.take()) out.push(entry.seq);
  return out;
}

/** A stream after position 0 that these came in to. */
function streamWith(...seqs: number[]): MessageStream<Entry> {
  const stream = new MessageStream<Entry>(0);
  for (const entry of entries(...seqs)) stream.receive(entry);
  return stream;
}

describe('a message that is pushed', () => {
  test('is handed over at once when it is next, waits otherwise, and never comes twice', () => {
    const stream = streamWith(1, 3, 1);
    expect(drain(stream)).toEqual([1]);
    expect(stream.behind).toBe(true);
    for (const entry of entries(2, 3, 2)) stream.receive(entry);
    expect(drain(stream)).toEqual([2, 3]);
    for (const entry of entries(1, 2, 3)) stream.receive(entry);
    expect(drain(stream)).toEqual([]);
    expect(stream.behind).toBe(false);
    expect(stream.position).toBe(3);
  });

  test('is not kept in memory once it was handed over', () => {
    const stream = streamWith();
    for (let seq = 1; seq <= 3_000; seq++) {
      stream.receive({ seq });
      expect(drain(stream)).toEqual([seq]);
    }
  });

  test('beyond the size of the buffer is remembered as missing and fetched later', () => {
    const late = Array.from({ length: 1_001 }, (_, index) => index + 2);
    const stream = streamWith(...late);
    stream.receive({ seq: 1 });
    expect(drain(stream)).toEqual([]);
    stream.cover(0, 1, entries(1));
    expect(drain(stream)).toEqual([1, ...late.slice(0, -1)]);
    expect(stream.behind).toBe(true);
    expect(stream.known).toBe(1_002);
  });
});

describe('replies to changes', () => {
  test('void the numbers that they cover and do not contain', () => {
    const stream = streamWith(5);
    stream.cover(0, 3, entries(2));
    expect(drain(stream)).toEqual([2]);
    expect(stream.position).toBe(3);
    stream.cover(3, 4, []);
    expect(drain(stream)).toEqual([5]);
  });

  test('keep messages that were pushed meanwhile', () => {
    const stream = streamWith(1, 2);
    stream.cover(0, 2, []);
    expect(drain(stream)).toEqual([1, 2]);
  });

  test('from before a restart are ignored', () => {
    const stream = new MessageStream<Entry>(10, 12);
    stream.restart(7);
    expect([stream.position, stream.behind]).toEqual([7, false]);
    stream.cover(10, 12, entries(11, 12));
    expect(drain(stream)).toEqual([]);
    stream.receive({ seq: 8 });
    expect(drain(stream)).toEqual([8]);
  });
});

describe('a stream without a position', () => {
  test('hands over nothing until it has one, then what comes after it', () => {
    const stream = new MessageStream<Entry>();
    stream.receive({ seq: 6 });
    stream.cover(0, 9, entries(9));
    expect([drain(stream), stream.behind]).toEqual([[], false]);
    stream.place(5);
    expect(drain(stream)).toEqual([6]);
  });

  test('given a position before pushed messages, hands these over', () => {
    const stream = new MessageStream<Entry>();
    for (const entry of entries(9, 6)) stream.receive(entry);
    stream.place(9);
    expect(drain(stream)).toEqual([6]);
    expect(stream.behind).toBe(true);
    stream.place(3);
    expect(stream.position).toBe(6);
  });
});

/**
 * A log as the server has it: each number is a message or void. What happens to a client is any sequence of pushes and
 * acks (lost, doubled, out of order), heads, and answers that were asked earlier and arrive now.
 */
const happening = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('push' as const), seq: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('head' as const), seq: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), limit: fc.integer({ min: 1, max: 10 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload' as const) }) },
);

test('given any steps, each message is handed over exactly once and in order', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 15 }),
      fc.integer({ min: 0, max: 40 }),
      fc.array(happening, { maxLength: 80 }),
      (voids, start, happenings) => {
        const log = entries(...Array.from({ length: 40 }, (_, index) => index + 1)).filter(
          ({ seq }) => !voids.includes(seq),
        );
        let stream = new MessageStream<Entry>(start);
        const out: number[] = [];
        const answers: { after: number; upTo: number; items: Entry[] }[] = [];
        const ask = (limit: number) => {
          const after = stream.position ?? 0;
          const rest = log.filter(({ seq }) => seq > after);
          const items = rest.slice(0, limit);
          answers.push({ after, upTo: rest.length > limit ? (items.at(-1)?.seq ?? after) : 40, items });
        };
        const answer = (which: number) => {
          const [given] = answers.splice(which % Math.max(1, answers.length), 1);
          if (given !== undefined) stream.cover(given.after, given.upTo, given.items);
        };
        for (const event of happenings) {
          if (event.kind === 'push')
            log.filter(({ seq }) => seq === event.seq).forEach((entry) => stream.receive(entry));
          if (event.kind === 'head') stream.expect(event.seq);
          if (event.kind === 'ask') ask(event.limit);
          if (event.kind === 'answer') answer(event.which);
          if (event.kind === 'reload') {
            stream = new MessageStream<Entry>(stream.position, stream.known);
            answers.length = 0;
          }
          out.push(...drain(stream));
          // What went out is at every moment the beginning of what will have gone out in the end.
          const position = stream.position ?? 0;
          expect(out).toEqual(log.map(({ seq }) => seq).filter((seq) => seq > start && seq <= position));
        }
        stream.expect(40);
        while (stream.behind) {
          ask(7);
          answer(answers.length - 1);
          out.push(...drain(stream));
        }
        expect(out).toEqual(log.map(({ seq }) => seq).filter((seq) => seq > start));
      },
    ),
    { numRuns: 500 },
  );
});
