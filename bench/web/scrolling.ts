import type { Page } from 'playwright-core';

/** The wheel turns this far with each step, in pixels. */
const stepPx = 240;
const stepsAtOnce = 40;
const mostMs = 240_000;

export interface Scrolled {
  /** The distances of the frames, in milliseconds. */
  frames: number[];
  seconds: number;
  /** Whether the first message of the conversation was reached. */
  reachedStart: boolean;
}

/** Scrolls the open conversation from its end to its first message, which loads all of them on the way. */
export async function scrollToStart(page: Page): Promise<Scrolled> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    let last = performance.now();
    const next = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await page.getByRole('log').hover();
  const start = performance.now();
  let reachedStart = false;
  while (!reachedStart && performance.now() - start < mostMs) {
    for (let step = 0; step < stepsAtOnce; step += 1) await page.mouse.wheel(0, -stepPx);
    reachedStart = await page.evaluate(() =>
      (document.querySelector('[role=log] article')?.textContent ?? '').startsWith('1 '),
    );
  }
  const seconds = (performance.now() - start) / 1_000;
  return { frames: await page.evaluate<number[]>('window.frames'), seconds, reachedStart };
}
