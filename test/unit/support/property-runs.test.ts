import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns, propertySettings } from '../../support/property-runs.ts';

describe('a property test', () => {
  it('is random by default', () => {
    expect(propertySettings({})).toEqual({});
  });

  it('replays the failure of its seed and path', () => {
    const tooBig = fc.property(fc.nat(), (n) => n < 1000);
    const failure = fc.check(tooBig, { seed: 42 });
    expect(failure.failed).toBe(true);
    const printed = {
      FAST_CHECK_SEED: String(failure.seed),
      FAST_CHECK_PATH: failure.counterexamplePath ?? '',
    };
    const replayed = fc.check(tooBig, propertySettings(printed));
    expect(replayed.counterexample).toEqual(failure.counterexample);
    expect(replayed.numRuns).toBe(1);
  });

  it('draws the same values from the same seed, also a negative one', () => {
    const settings = propertySettings({ FAST_CHECK_SEED: '-7' });
    const draw = () => fc.sample(fc.string(), { ...settings, numRuns: 20 });
    expect(settings).toEqual({ seed: -7 });
    expect(draw()).toEqual(draw());
  });

  it('runs as often as the environment or its own default says', () => {
    expect(propertyRuns(30, {})).toBe(30);
    expect(propertyRuns(30, { FAST_CHECK_RUNS: '500' })).toBe(500);
  });

  it.each([
    [{ FAST_CHECK_SEED: 'abc' }, 'FAST_CHECK_SEED: must be a whole number'],
    [{ FAST_CHECK_PATH: '1:' }, 'FAST_CHECK_PATH: must be numbers separated by colons'],
    [{ FAST_CHECK_RUNS: '0' }, 'FAST_CHECK_RUNS: must be 1 or more'],
  ])('refuses %j', (environment, message) => {
    expect(() => propertySettings(environment)).toThrow(message);
  });
});
