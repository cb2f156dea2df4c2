import * as fc from 'fast-check';
import { afterAll, expect } from 'vitest';
import { leaksBetween, surroundings } from './leaks.ts';
import { propertySettings } from './property-runs.ts';

// Runs before each test file. Files share their thread with others, in an order that chance decides: each must leave
// behind what it found.
fc.configureGlobal(propertySettings(process.env));

const before = surroundings();
afterAll(() => {
  expect(leaksBetween(before, surroundings()), 'what this file changed and did not put back').toEqual([]);
});
