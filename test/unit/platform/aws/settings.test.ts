import { expect, test } from 'vitest';
import { awsPorts } from '../../../../shared/platform/aws/ports.ts';
import { readSettings } from '../../../../shared/platform/aws/settings.ts';
import type { Timers } from '../../../../shared/platform/ports.ts';
import { functionEnvironment } from '../../../../esbuild.config.ts';

const timers: Timers = { lateness: 0, set: () => Promise.resolve(), cancel: () => Promise.resolve() };
const { TIMER_GROUP, TIMER_ROLE_ARN, WORK_QUEUE_ARN, ...environment } = functionEnvironment;
const where = { TIMER_GROUP, TIMER_ROLE_ARN, WORK_QUEUE_ARN };

test('given the settings of timers, reads where they are; without them, reads none', () => {
  expect(readSettings(environment).resources.timers).toBeUndefined();
  const { resources } = readSettings({ ...environment, ...where });
  expect(resources.timers).toEqual({
    group: TIMER_GROUP,
    roleArn: TIMER_ROLE_ARN,
    queueArn: WORK_QUEUE_ARN,
  });
});

test('given a part of the settings of timers, throws the name of the missing part', () => {
  const { TIMER_ROLE_ARN: _, ...part } = where;
  expect(() => readSettings({ ...environment, ...part })).toThrow(/TIMER_ROLE_ARN/);
});

test('given a function with granted timers, the ports set timers', () => {
  const { resources, config } = readSettings({ ...environment, ...where });
  const asked: object[] = [];
  const ports = awsPorts(resources, config, {
    timersOf: (resources) => {
      asked.push(resources);
      return timers;
    },
  });
  expect(ports.timers).toBe(timers);
  expect(asked).toEqual([resources.timers]);
});

test('given no grant or no settings of timers, the ports refuse timers', async () => {
  const { resources, config } = readSettings(environment);
  const ports = awsPorts(resources, config);
  await expect(ports.timers.set('a', 1, { type: 'x' })).rejects.toThrow('this function is granted no timers');
  await expect(ports.timers.cancel('a')).rejects.toThrow('this function is granted no timers');
  expect(() => awsPorts(resources, config, { timersOf: () => timers })).toThrow('TIMER_GROUP is not set');
});
