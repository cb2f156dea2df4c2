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
      users: 'Full outage: no sign-in, no new connection.',
      because:
        'one failed probe is chance; two in a row, five minutes apart, are not. Missing probes count as failed: otherwise silence would look healthy.',
      runbook: 'unreachable',
      metric: metrics.failedProbes,
      above: 0,
      periods: 2,
      noData: 'wrong',
    },
    {
      name: 'SendSlow',
      users: 'Sending is slow: the sender waits for the tick.',
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
      because: 'work starts within a second; users notice a delay of a minute.',
      runbook: 'fan-out-late',
      metric: metrics.workAge,
      above: 60,
      periods: 3,
    },
    {
      name: 'DeadLetters',
      users: 'Some pushes failed for good; their recipients get the messages at the next sync.',
      because: 'work is retried five times before it lands here, so each item is a bug or an outage.',
      runbook: 'dead-letters',
      metric: metrics.deadLetters,
      above: 0,
    },
    {
      name: 'ChangesLate',
      users: 'No user impact yet: work that follows a message, such as the counts on the dashboard, is late.',
      because:
        'changes are batched for ten seconds; a delay of five minutes means that one fails repeatedly. Changes are dropped after four hours.',
      runbook: 'changes-late',
      metric: metrics.changeAge,
      above: 300_000,
      periods: 3,
    },
    {
      name: 'ChangesGivenUp',
      users: 'No user impact: some work that follows a message was dropped, and the counts are too low.',
      because: 'a change is tried six times before it lands here, so each one is a bug.',
      runbook: 'changes-given-up',
      metric: metrics.lostChanges,
      above: 0,
    },
    {
      name: 'UploadsGivenUp',
      users: 'Some files stay in the state of being checked, and vanish after a day.',
      because: 'an upload is tried three times before it lands here, so each one is a bug or an outage.',
      runbook: 'uploads-given-up',
      metric: metrics.lostUploads,
      above: 0,
    },
    ...metrics.throttles.map((metric, index) => ({
      name: index === 0 ? 'Throttles' : `Throttles${index + 1}`,
      users: 'Requests fail with 429, and frames are lost under load.',
      because:
        'Lambda throttles nothing while concurrency suffices; ten a minute mean that a limit is reached.',
      runbook: 'throttles',
      metric,
      above: 10,
      periods: 2,
    })),
    {
      name: 'TableThrottles',
      users: 'Sending is slow, and fails where the retries fail too.',
      because:
        'on-demand tables throttle only when traffic doubles suddenly or one key is hot; SDK retries hide a few.',
      runbook: 'table-throttles',
      metric: metrics.tableThrottles,
      above: 100,
      periods: 3,
    },
    {
      name: 'KeyFailures',
      users: 'Sign-in fails, and conversations without a cached key can be neither read nor written.',
      because: 'KMS almost never fails, and the SDK has already retried.',
      runbook: 'key-failures',
      metric: metrics.keyFailures,
      above: 3,
      periods: 2,
    },
    {
      name: 'RequestFailures',
      users: 'Lists, history and sign-in answer with errors.',
      because: 'clients retry a single 5xx unnoticed; users notice ten a minute.',
      runbook: 'request-failures',
      metric: metrics.requestFailures,
      above: 10,
      periods: 2,
    },
    {
      name: 'RefusedPosts',
      users: 'Some devices get messages late, at their next sync.',
      because:
        'a slow device is refused now and then; a hundred a minute mean that a quota of the gateway is reached.',
      runbook: 'refused-posts',
      metric: metrics.refusedPosts,
      above: 100,
      periods: 2,
    },
    {
      name: 'EdgeBypasses',
      users: 'None if strangers call the APIs directly; a full outage if CloudFront itself is refused.',
      because:
        'scanners try any address; a hundred a minute for five minutes is an attack or a wrong secret.',
      runbook: 'edge-bypasses',
      metric: metrics.edgeBypasses,
      above: 100,
      periods: 5,
    },
    {
      name: 'Costs',
      users: 'No user impact; cost grows faster than expected.',
      because: `the counted part of the bill exceeds ${dollarsPerHour} USD an hour (the setting dollarsPerHour).`,
      runbook: 'costs',
      metric: metrics.dollarsPerHour,
      above: dollarsPerHour,
    },
  ];
}
