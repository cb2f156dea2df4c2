import { expect, it } from 'vitest';
import { isQuiet, quietUntil } from '../../../shared/protocol/quiet-hours.ts';
import type { QuietHours } from '../../../shared/protocol/index.ts';

const night: QuietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
const noon: QuietHours = { from: '12:00', to: '13:30', timeZone: 'Asia/Kathmandu' };
const weekend: QuietHours = { ...night, days: ['fri', 'sat'] };

// 27 November 2026 is a Friday; Berlin is an hour ahead of UTC then, and Kathmandu 5:45 hours
it.for<[hours: QuietHours, at: string, quiet: boolean]>([
  [night, '2026-11-27T20:59:59Z', false],
  [night, '2026-11-27T21:00:00Z', true],
  [night, '2026-11-28T05:59:59Z', true],
  [night, '2026-11-28T06:00:00Z', false],
  [night, '2026-11-27T23:00:00Z', true],
  // in summer it is two hours
  [night, '2026-07-01T20:00:00Z', true],
  [night, '2026-07-01T05:00:00Z', false],
  // the night in which clocks go back lasts an hour longer, and that in which they go forward is shorter
  [night, '2026-10-25T05:59:59Z', true],
  [night, '2026-10-25T06:00:00Z', false],
  [night, '2026-03-29T04:59:59Z', true],
  [night, '2026-03-29T05:00:00Z', false],
  [noon, '2026-11-27T06:14:59Z', false],
  [noon, '2026-11-27T06:15:00Z', true],
  [noon, '2026-11-27T07:44:59Z', true],
  [noon, '2026-11-27T07:45:00Z', false],
  // the night of Friday to Saturday, and of Saturday to Sunday
  [weekend, '2026-11-27T22:00:00Z', true],
  [weekend, '2026-11-28T05:00:00Z', true],
  [weekend, '2026-11-27T05:00:00Z', false],
  [weekend, '2026-11-29T05:00:00Z', true],
  [weekend, '2026-11-29T21:30:00Z', false],
  [weekend, '2026-11-30T05:00:00Z', false],
  // all day, on one day
  [{ ...night, from: '00:00', to: '00:00', days: ['sat'] }, '2026-11-27T23:00:00Z', true],
  [{ ...night, from: '00:00', to: '00:00', days: ['sat'] }, '2026-11-28T22:59:59Z', true],
  [{ ...night, from: '00:00', to: '00:00', days: ['sat'] }, '2026-11-28T23:00:00Z', false],
])('of %o, %s is quiet: %s', ([hours, at, quiet]) => {
  expect(isQuiet(hours, Date.parse(at))).toBe(quiet);
});

it.for<[hours: QuietHours, at: string, until: string | undefined]>([
  [night, '2026-11-27T20:59:59Z', '2026-11-27T20:59:59Z'],
  [night, '2026-11-27T21:00:00Z', '2026-11-28T06:00:00Z'],
  [night, '2026-11-28T05:59:31Z', '2026-11-28T06:00:00Z'],
  [night, '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
  [{ ...night, to: '06:51' }, '2026-11-27T23:13:00Z', '2026-11-28T05:51:00Z'],
  [noon, '2026-11-27T06:20:07Z', '2026-11-27T07:45:00Z'],
  // one day after the other
  [
    { ...night, from: '00:00', to: '00:00', days: ['sat', 'sun'] },
    '2026-11-28T12:00:00Z',
    '2026-11-29T23:00:00Z',
  ],
  [{ ...night, from: '00:00', to: '00:00' }, '2026-11-28T12:00:00Z', undefined],
])('of %o, at %s it is quiet until %s', ([hours, at, until]) => {
  expect(quietUntil(hours, Date.parse(at))).toBe(until === undefined ? undefined : Date.parse(until));
});
