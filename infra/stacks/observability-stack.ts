import { Stack, type StackProps } from 'aws-cdk-lib/core';
import { Dashboard, GraphWidget, type IMetric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { meaningfulAlarm, tell } from '../constructs/alarm.ts';
import { alarmsOn } from '../constructs/alarms.ts';
import { Metrics } from '../constructs/metrics.ts';
import { accountWideName } from '../constructs/names.ts';
import { referWeakly } from '../constructs/refer-weakly.ts';
import type { ApiStack } from './api-stack.ts';
import type { DataStack } from './data-stack.ts';

export interface ObservabilityStackProps extends StackProps {
  config: StackConfig;
  api: ApiStack;
  data: DataStack;
}

/** Whether messages flow, how fast, at what cost, and who is alerted when they do not. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { config, api, data, ...props }: ObservabilityStackProps) {
    super(scope, id, props);
    referWeakly(this);
    const metrics = new Metrics({ config, api, data });
    for (const alarm of alarmsOn(metrics, config)) {
      tell(api.alarmTopic, meaningfulAlarm(this, alarm.name, alarm));
    }
    this.#dashboard(config, api, metrics);
  }

  #dashboard(config: StackConfig, api: ApiStack, metrics: Metrics): void {
    const graph = (title: string, left: IMetric[]) =>
      new GraphWidget({ title, left, width: 8, leftYAxis: { min: 0 } });
    new Dashboard(this, 'Dashboard', {
      dashboardName: accountWideName(config),
      widgets: [
        [
          new TextWidget({
            markdown: `# ChatFlow ${config.stage}\nDo messages flow, how fast, and what do they cost? What to do when not: docs/runbook.md`,
            width: 24,
            height: 2,
          }),
        ],
        [
          graph('Do messages flow: stored, and delivered to sockets', [metrics.messages, metrics.deliveries]),
          graph('Who is here: sockets opened and closed', [
            metrics.socketsOpened,
            metrics.socketsClosed,
            metrics.socketsGained,
          ]),
          graph('Who comes: sign-ins, new people, new conversations', [
            metrics.signIns,
            metrics.failedSignIns,
            metrics.registrations,
            metrics.conversations,
          ]),
        ],
        [
          graph('How fast: from send to delivery, p50 and p99 (ms)', [
            metrics.deliveryP50,
            metrics.deliveryP99,
          ]),
          graph('How fast: a frame, p50 and p99 (ms)', [metrics.frameP50, metrics.frameP99]),
          graph('How fast: a request, p99 (ms)', [metrics.requestP99]),
        ],
        [
          graph('Do people get through: looks from outside', [metrics.probes, metrics.failedProbes]),
          graph('What fails', [
            api.rollBack.sendErrors.metric,
            metrics.requestFailures,
            api.rollBack.connectFailures.metric,
            metrics.keyFailures,
            ...metrics.throttles,
            metrics.refusedPosts,
            metrics.edgeBypasses,
          ]),
          graph('What waits: age of the oldest work (s), dead letters', [
            metrics.workAge,
            metrics.deadLetters,
          ]),
          graph('What waits: age of the changes in the stream (ms), given up', [
            metrics.changeAge,
            metrics.lostChanges,
          ]),
        ],
        [
          graph('Files: uploads that no function could handle, and those that no one sent', [
            metrics.lostUploads,
            metrics.leftOvers,
          ]),
        ],
        [
          graph('Links: previews, and pages that could not be read', [
            metrics.previews,
            metrics.failedPreviews,
          ]),
        ],
        [
          graph('What it costs: USD for a million messages, without KMS, idle sockets, logs and storage', [
            metrics.dollarsPerMillion,
          ]),
          graph('What it costs: USD an hour, most of the same', [metrics.dollarsPerHour]),
          graph('What is used: table units, frames, requests', [
            metrics.reads,
            metrics.writes,
            metrics.frames,
            metrics.requests,
          ]),
        ],
      ],
    });
  }
}
