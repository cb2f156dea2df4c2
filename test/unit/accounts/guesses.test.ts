import { expect, test } from 'vitest';
import { createGuesses, guessLimits } from '../../../shared/accounts/guesses.ts';
import { temporaryDatabase } from '../../support/backend/database.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const stranger = { knownDevice: false };
const owner = { knownDevice: true };

function setUp() {
  const clock = new ManualClock();
  const ephemeral = temporaryDatabase().table('ephemeral');
  const guesses = createGuesses({ ephemeral, clock, limited: true });
  let looked = 0;
  const guess = (who: typeof owner, right = false) =>
    guesses.attempt('usr_ann', who, () => {
      looked += 1;
      return Promise.resolve(right);
    });
  return { clock, guesses, guess, looked: () => looked };
}

/** How many of `times` guesses were looked at. */
async function tries(guess: () => Promise<boolean>, times: number): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: times }, guess));
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

test('strangers get 8 guesses at once, a known device the last 2, and no one more', async () => {
  const { guess, looked } = setUp();
  expect(await tries(() => guess(stranger), 50)).toBe(guessLimits.byStrangers);
  expect(await tries(() => guess(owner), 50)).toBe(guessLimits.perWindow - guessLimits.byStrangers);
  expect(looked()).toBe(guessLimits.perWindow);
});

test('no window of 15 minutes holds more than 10 wrong guesses', async () => {
  const { clock, guess } = setUp();
  const at: number[] = [];
  for (let minute = 0; minute < 60; minute += 1) {
    const count = await tries(() => guess(owner), 3);
    at.push(...Array<number>(count).fill(minute));
    clock.advance(60_000);
  }
  for (const start of at) {
    expect(at.filter((minute) => minute >= start && minute < start + 15).length).toBeLessThanOrEqual(10);
  }
  expect(at.length).toBeGreaterThan(30);
});

test('right guesses do not count', async () => {
  const { guess } = setUp();
  for (let index = 0; index < 30; index += 1) expect(await guess(stranger, true)).toBe(true);
  expect(await tries(() => guess(stranger), 50)).toBe(guessLimits.byStrangers);
});

test('a refusal says when the oldest guess is out of the window', async () => {
  const { clock, guess } = setUp();
  await guess(stranger);
  clock.advance(60_000);
  await tries(() => guess(stranger), guessLimits.byStrangers - 1);
  await expect(guess(stranger)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 14 * 60_000 });
  clock.advance(14 * 60_000);
  expect(await tries(() => guess(stranger), 5)).toBe(1);
});

test('an owner who proved themselves otherwise begins anew', async () => {
  const { guesses, guess } = setUp();
  await tries(() => guess(stranger), 50);
  await guesses.forget('usr_ann');
  expect(await tries(() => guess(stranger), 50)).toBe(guessLimits.byStrangers);
});
