import { Stack, type StackProps } from 'aws-cdk-lib/core';
import { CfnAnomalyMonitor, CfnAnomalySubscription } from 'aws-cdk-lib/aws-ce';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accountWideName } from '../constructs/names.ts';

/** Requests of one address within five minutes beyond which it is refused more. A busy office behind one has 200 people. */
const requestsPerAddress = 10_000;
/** Of unusual costs that are worth a mail, in US dollars. */
const anomalyUsd = '20';

/** What exists in us-east-1 alone: the firewall before CloudFront, and the watch over costs. */
export class EdgeStack extends Stack {
  /** Before the distribution, where the stage has a firewall. */
  readonly firewall: CfnWebACL | undefined;

  constructor(scope: Construct, id: string, { config, ...props }: StackProps & { config: StackConfig }) {
    super(scope, id, props);
    this.firewall = config.firewall ? this.#firewall(config) : undefined;
    const { costMonitor, alarmEmail } = config;
    if (costMonitor && alarmEmail !== undefined) this.#watchCosts(config, alarmEmail);
  }

  #firewall({ stage }: StackConfig): CfnWebACL {
    const visible = (metricName: string) => ({
      metricName,
      cloudWatchMetricsEnabled: true,
      // samples hold whole requests, and so tokens
      sampledRequestsEnabled: false,
    });
    const managed = (name: string, priority: number, counted: readonly string[] = []) => ({
      name,
      priority,
      overrideAction: { none: {} },
      statement: {
        managedRuleGroupStatement: {
          vendorName: 'AWS',
          name,
          ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
        },
      },
      visibilityConfig: visible(name),
    });
    return new CfnWebACL(this, 'Firewall', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visible(`chatflow-${stage}`),
      rules: [
        {
          name: 'rate',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: requestsPerAddress,
              evaluationWindowSec: 300,
            },
          },
          visibilityConfig: visible('rate'),
        },
        managed('AWSManagedRulesAmazonIpReputationList', 1),
        // people write long messages, and about HTML, file paths and attacks: rules on bodies only count
        managed('AWSManagedRulesKnownBadInputsRuleSet', 2, [
          'JavaDeserializationRCE_BODY',
          'Log4JRCE_BODY',
          'ReactJSRCE_BODY',
        ]),
        managed('AWSManagedRulesCommonRuleSet', 3, [
          'SizeRestrictions_BODY',
          'CrossSiteScripting_BODY',
          'EC2MetaDataSSRF_BODY',
          'GenericLFI_BODY',
          'GenericRFI_BODY',
          // programs chat too, and their WebSockets do not say what they are
          'NoUserAgent_HEADER',
        ]),
      ],
    });
  }

  #watchCosts(config: StackConfig, address: string): void {
    const name = accountWideName(config);
    const monitor = new CfnAnomalyMonitor(this, 'CostMonitor', {
      monitorName: name,
      monitorType: 'CUSTOM',
      monitorSpecification: JSON.stringify({
        Tags: { Key: 'chatflow', Values: [config.stage], MatchOptions: ['EQUALS'] },
      }),
    });
    new CfnAnomalySubscription(this, 'CostMail', {
      subscriptionName: name,
      frequency: 'DAILY',
      monitorArnList: [monitor.attrMonitorArn],
      subscribers: [{ type: 'EMAIL', address }],
      thresholdExpression: JSON.stringify({
        Dimensions: {
          Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
          MatchOptions: ['GREATER_THAN_OR_EQUAL'],
          Values: [anomalyUsd],
        },
      }),
    });
  }
}
