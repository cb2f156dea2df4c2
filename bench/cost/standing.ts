import { counters, timers } from '../../shared/platform/metrics.ts';
import type { Usage } from './bill.ts';

const everywhere = {
  key: 4,
  secret: 1,
  alarmMetric: 56,
  dashboard: 1,
  /** Of these only those that were counted in a month are billed: the most that it can be. */
  customMetric: counters.length + timers.length,
} as const satisfies Usage;

/** What `-c alarms=false` leaves: the alarms on which new code is rolled back, and what functions count. */
const withoutAlarms = { ...everywhere, alarmMetric: 19, dashboard: 0 };

/**
 * What is billed by the month, whether people talk or not, in each stage with the settings that it has at first, and in dev
 * with fewer alarms. A test counts it in the stacks.
 */
export const standing = {
  dev: everywhere,
  'dev, alarms=false': withoutAlarms,
  prod: { ...everywhere, firewall: 1, firewallRule: 4 },
} as const satisfies Record<string, Usage>;
