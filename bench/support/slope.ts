/** The server's memory at a time (milliseconds), in bytes. */
export interface Sample {
  at: number;
  heap: number;
  resident: number;
}

const minuteMs = 60_000;

/** How much a figure grows in a minute: the slope of the straight line that fits the samples best. */
export function slopePerMinute(samples: readonly Sample[], of: 'heap' | 'resident'): number {
  const mean = (pick: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const meanAt = mean(({ at }) => at);
  const meanValue = mean((sample) => sample[of]);
  const covariance = mean((sample) => (sample.at - meanAt) * (sample[of] - meanValue));
  const variance = mean(({ at }) => (at - meanAt) ** 2);
  return (covariance / variance) * minuteMs;
}
