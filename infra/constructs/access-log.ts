import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination, type IAccessLogSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { accessLogFields } from '../access-log-fields.ts';
import type { StackConfig } from '../config.ts';

/** An access log of its own for a stage of an API. */
export function accessLog(
  scope: Construct,
  kind: keyof typeof accessLogFields,
  config: StackConfig,
): IAccessLogSettings {
  const logGroup = new LogGroup(scope, 'AccessLog', {
    // API Gateway enters each log group into one policy of the account, which has room for about ten, but for this prefix
    logGroupName: `/aws/vendedlogs/chatflow-${config.stage}-${kind}`,
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return {
    destination: new LogGroupLogDestination(logGroup),
    format: AccessLogFormat.custom(JSON.stringify(accessLogFields[kind])),
  };
}
