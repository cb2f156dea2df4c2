export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Exact percentiles of all values by the nearest rank; `NaN` where there is none. Sorts `values`. */
export function percentiles(values: Float64Array): Percentiles {
  values.sort();
  const at = (share: number) => values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
