/** The most bars of a voice note, and the loudest one. */
const mostPeaks = 64;
const loudest = 31;

/** The waveform of a voice note from its levels (0 to 1 each, in equal steps of time): up to 64 peaks, 0 to 31 each. */
export function peaksOf(levels: readonly number[]): number[] {
  if (levels.length === 0) return [0];
  const count = Math.min(mostPeaks, levels.length);
  const peaks = Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / count));
    return Math.max(...levels.slice(from, to));
  });
  // a quiet voice shows as well as a loud one; silence stays silent
  const top = Math.max(...peaks, 0.05);
  return peaks.map((peak) => Math.round((Math.min(Math.max(peak, 0), top) / top) * loudest));
}

/** How loud it is, 0 to 1, by samples of -1 to 1: speech fills most of that range. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.min(1, Math.sqrt(Math.sqrt(sum / samples.length)) * 1.2);
}
