import type { Page } from 'playwright-core';

/** The wheel turns this far with each step, in pixels. */
const stepPx = 240;
const stepsAtOnce = 40;
const mostMs = 60_000;

export interface Scrolled {
  /** The distances of the frames, in milliseconds. */
  frames: number[];
  seconds: number;
  /** The number of the topmost message that was reached; 1 for the first of the conversation. */
  reached: number;
}

/** Scrolls the open conversation up from its end, for a minute or to its first message; older ones are loaded on the way. */
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
  let reached = Infinity;
  while (reached > 1 && performance.now() - start < mostMs) {
    for (let step = 0; step < stepsAtOnce; step += 1) await page.mouse.wheel(0, -stepPx);
    reached = await page.evaluate(() =>
      Number.parseInt(document.querySelector('[role=log] article')?.textContent ?? '', 10),
    );
  }
  const seconds = (performance.now() - start) / 1_000;
  return { frames: await page.evaluate<number[]>('window.frames'), seconds, reached };
}
