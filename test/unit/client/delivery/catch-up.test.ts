import { expect, test } from 'vitest';
import { CatchUp } from '../../../../client/delivery/catch-up.ts';
import type { ChangesPage, Message } from '../../../../client/api/protocol.ts';
import { MessageStream } from '../../../../client/delivery/stream.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { predictableRandom } from '../setup.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const nothing = () => undefined;

/** A catch-up of one conversation that is at number 5, whose questions are answered one by one. */
function catchUp(known: number) {
  const stream = new MessageStream<Message>(5, known);
  const questions: PromiseWithResolvers<ChangesPage>[] = [];
  const made = new CatchUp({
    clock: new ManualClock(),
    random: predictableRandom,
    changes: () => {
      const question = Promise.withResolvers<ChangesPage>();
      questions.push(question);
      return question.promise;
    },
    history: () => Promise.reject(new Error('not asked')),
    stream: () => stream,
    onProgress: nothing,
    onReset: nothing,
    onGone: nothing,
    onTrouble: (error) => {
      throw error;
    },
  });
  made.resume();
  const answer = async (upTo: number) => {
    questions.at(-1)?.resolve({ items: [], upTo, hasMore: false, reset: false });
    await settle();
  };
  return { made, questions, answer };
}

test('given a forced request during a round, it is sent after the round', async () => {
  const { made, questions, answer } = catchUp(6);
  made.scheduleNow('a');
  expect(questions).toHaveLength(1);
  made.scheduleNow('a', true);
  expect(questions).toHaveLength(1);
  await answer(6);
  expect(questions).toHaveLength(2);
  await answer(6);
  expect(questions).toHaveLength(2);
});

test('given a request that the running round covers, nothing is requested again', async () => {
  const { made, questions, answer } = catchUp(6);
  made.scheduleNow('a');
  made.scheduleNow('a');
  await answer(6);
  expect(questions).toHaveLength(1);
});
