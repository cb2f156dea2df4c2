import { expect, it } from 'vitest';
import { flushMetrics } from '../../../functions/middleware/flush-metrics.ts';
import { createEmfMetrics } from '../../../shared/platform/aws/metrics/emf-metrics.ts';

it('given a function that ends with or without an error, flushes its metrics', async () => {
  const lines: string[] = [];
  const metrics = createEmfMetrics({ stage: 'dev', clock: Date, write: (line) => void lines.push(line) });
  const count = flushMetrics({ metrics }, async (outcome: string, times: number) => {
    await Promise.resolve();
    metrics.count('SignIns', times);
    if (outcome === 'badly') throw new Error('no');
    return outcome;
  });
  expect(await count('well', 2)).toBe('well');
  await expect(count('badly', 3)).rejects.toThrow('no');
  expect(lines.map((line) => /"SignIns":(\d)/.exec(line)?.[1])).toEqual(['2', '3']);
});
