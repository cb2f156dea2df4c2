import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination, type IAccessLogSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';

const common = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

/**
 * What an access log says of a request: neither headers, where tokens are, nor query strings and bodies, nor the
 * caller's address.
 */
const fields = {
  http: {
    ...common,
    path: '$context.path',
    bytes: '$context.responseLength',
    ms: '$context.responseLatency',
  },
  socket: { ...common, event: '$context.eventType', connectionId: '$context.connectionId' },
};

/** An access log of its own for a stage of an API. */
export function accessLog(
  scope: Construct,
  kind: keyof typeof fields,
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
    format: AccessLogFormat.custom(JSON.stringify(fields[kind])),
  };
}
