import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { accessLogTime } from '../../../../local/gateway/access-log-time.ts';
import { createIds } from '../../../../local/gateway/identifiers.ts';

test('ids have API Gateway’s form and do not repeat', () => {
  const newId = createIds((bytes) => randomBytes(bytes));
  const ids = Array.from({ length: 2_000 }, newId);
  for (const id of ids) expect(id).toMatch(/^[\w-]{15}=$/);
  expect(new Set(ids).size).toBe(ids.length);
});

test('given random bytes, makes ids of them', () => {
  const newId = createIds((bytes) => new Uint8Array(bytes).fill(255));
  expect(newId()).toBe('______________8=');
});

test('times have the form of web server logs', () => {
  expect(accessLogTime(Date.UTC(2026, 0, 2, 3, 4, 5, 999))).toBe('02/Jan/2026:03:04:05 +0000');
  expect(accessLogTime(Date.UTC(2026, 11, 31, 23, 59, 59))).toBe('31/Dec/2026:23:59:59 +0000');
  expect(accessLogTime(Date.UTC(2026, 11, 31, 23, 59, 59, 1))).toBe('31/Dec/2026:23:59:59 +0000');
});
