import type { Page } from 'playwright-core';

/** The wheel turns this far with each step, in pixels. */
const stepPx = 800;
const stepsAtOnce = 10;
/** Longer than 10,000 messages take on two busy cores. */
const mostMs = 240_000;
/** Longer than a page of messages takes; after as many without a message that is new, it is stuck. */
const stuckMs = 15_000;

export interface Scrolled {
  /** The distances of the frames, in milliseconds. */
  frames: number[];
  seconds: number;
  /** The number of the topmost message that was reached; 1 for the first of the conversation. */
  reached: number;
}

/**
 * Scrolls the open conversation up from its end as far as its first message, or until the time is up or nothing older comes
 * any more; older messages are loaded on the way.
 */
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
  let [reached, reachedAt] = [Infinity, start];
  while (reached > 1 && performance.now() - start < mostMs && performance.now() - reachedAt < stuckMs) {
    for (let step = 0; step < stepsAtOnce; step += 1) await page.mouse.wheel(0, -stepPx);
    const top = await page.evaluate(() =>
      Number.parseInt(document.querySelector('[role=log] article')?.textContent ?? '', 10),
    );
    if (top < reached) [reached, reachedAt] = [top, performance.now()];
  }
  const seconds = (performance.now() - start) / 1_000;
  return { frames: await page.evaluate<number[]>('window.frames'), seconds, reached };
}
