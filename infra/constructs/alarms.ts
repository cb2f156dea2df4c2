import type { MeaningfulAlarm } from './alarm.ts';
import type { StackConfig } from '../config.ts';
import type { Metrics } from './metrics.ts';

/** Every alarm but those on which new code is rolled back, which are therefore the API stack's. */
export function alarmsOn(
  metrics: Metrics,
  { dollarsPerHour }: StackConfig,
): (MeaningfulAlarm & { name: string })[] {
  return [
    {
      name: 'Unreachable',
      users: 'Nobody gets through: no sign-in, no new socket.',
      because:
        'one lost answer is chance; two looks in a row, five minutes apart, are not. Looks that are not made count as failed: without them silence would mean that all is well.',
      runbook: 'unreachable',
      metric: metrics.failedProbes,
      above: 0,
      periods: 2,
      noData: 'wrong',
    },
    {
      name: 'SendSlow',
      users: 'Messages take long: the sender waits for the tick.',
      because:
        'a frame takes some tens of milliseconds, and a cold start under a second; one in a hundred above a second for five minutes is neither.',
      runbook: 'send-slow',
      metric: metrics.frameP99,
      above: 1_000,
      periods: 5,
    },
    {
      name: 'FanOutLate',
      users: 'Members of big groups get messages late, until they open the conversation.',
      because: 'work is begun within a second; after a minute people notice.',
      runbook: 'fan-out-late',
      metric: metrics.workAge,
      above: 60,
      periods: 3,
    },
    {
      name: 'DeadLetters',
      users: 'Some pushes were given up; those people see the messages at their next sync.',
      because: 'work fails five times before it lies there, so each one is a mistake of ours or an outage.',
      runbook: 'dead-letters',
      metric: metrics.deadLetters,
      above: 0,
    },
    {
      name: 'ChangesLate',
      users:
        'Nothing yet: the counts on the dashboard come late, and with them whatever is to follow a message.',
      because:
        'changes wait ten seconds for each other; after five minutes they wait for one that fails again and again. After four hours they are given up.',
      runbook: 'changes-late',
      metric: metrics.changeAge,
      above: 300_000,
      periods: 3,
    },
    {
      name: 'ChangesGivenUp',
      users: 'What follows a message was left out for some: the counts are too low.',
      because: 'a change fails six times before it lies there, so each one is a mistake of ours.',
      runbook: 'changes-given-up',
      metric: metrics.lostChanges,
      above: 0,
    },
    {
      name: 'Throttles',
      users: 'Frames and requests are refused with 429 or lost in a busy moment.',
      because: 'Lambda refuses nothing while concurrency suffices; ten in a minute are a limit that binds.',
      runbook: 'throttles',
      metric: metrics.throttles,
      above: 10,
      periods: 2,
    },
    {
      name: 'TableThrottles',
      users: 'Sending is slow, and fails where the repetitions fail too.',
      because: 'tables on demand throttle only a sudden doubling or one hot key; the SDK hides a few.',
      runbook: 'table-throttles',
      metric: metrics.tableThrottles,
      above: 100,
      periods: 3,
    },
    {
      name: 'KeyFailures',
      users: 'Nobody can sign in, and conversations not read lately can be neither read nor written.',
      because: 'KMS answers all but always; the SDK has repeated what was passing.',
      runbook: 'key-failures',
      metric: metrics.keyFailures,
      above: 3,
      periods: 2,
    },
    {
      name: 'RequestFailures',
      users: 'Lists, history and sign-in answer with errors.',
      because: 'a client repeats one 5xx unnoticed; ten in a minute are seen.',
      runbook: 'request-failures',
      metric: metrics.requestFailures,
      above: 10,
      periods: 2,
    },
    {
      name: 'RefusedPosts',
      users: 'Messages reach some devices late: at their next sync.',
      because:
        'a device that reads slowly is refused now and then; a hundred in a minute are a quota of the gateway that binds.',
      runbook: 'refused-posts',
      metric: metrics.refusedPosts,
      above: 100,
      periods: 2,
    },
    {
      name: 'EdgeBypasses',
      users:
        'Nothing, where a stranger tries the APIs by their own addresses; everything, where CloudFront is refused.',
      because:
        'scanners knock at any address; a hundred in a minute, five minutes long, are an attack or a secret that does not fit.',
      runbook: 'edge-bypasses',
      metric: metrics.edgeBypasses,
      above: 100,
      periods: 5,
    },
    {
      name: 'Costs',
      users: 'Nobody suffers but who pays.',
      because: `an hour should not cost more than ${dollarsPerHour} USD (the setting dollarsPerHour), by the counted part of the bill.`,
      runbook: 'costs',
      metric: metrics.dollarsPerHour,
      above: dollarsPerHour,
    },
  ];
}
