import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accessLog } from './access-log.ts';
import { acknowledge } from './acknowledge.ts';

export interface SocketRoutes {
  authorize: IFunction;
  connect: IFunction;
  frame: IFunction;
  disconnect: IFunction;
}

/** The WebSocket API. It exists before the functions, which post to its sockets; `connectTo` puts them behind it. */
export class SocketApi extends Construct {
  readonly api: WebSocketApi;
  /** Also the path at which the sockets are reached on the one domain: CloudFront passes paths on as they are. */
  readonly stageName = 'ws';
  /** `<api id>/<stage>`, as permissions name it. */
  readonly stagePath: string;
  /** Where the functions post to sockets. */
  readonly managementEndpoint: string;
  /** Where clients reach it without CloudFront. */
  readonly address: string;
  readonly #config: StackConfig;

  constructor(scope: Construct, id: string, config: StackConfig) {
    super(scope, id);
    this.#config = config;
    this.api = new WebSocketApi(this, 'Api', {
      apiName: `chatflow-${config.stage}-sockets`,
      // there is one route for all frames; whatever a frame is, it goes there
      routeSelectionExpression: '$request.body.type',
    });
    this.stagePath = `${this.api.apiId}/${this.stageName}`;
    const { region, urlSuffix } = Stack.of(this);
    this.managementEndpoint =
      config.apiBase === undefined
        ? `https://${this.api.apiId}.execute-api.${region}.${urlSuffix}/${this.stageName}`
        : `${config.apiBase}/${this.stagePath}`;
    this.address = this.managementEndpoint.replace(/^http/, 'ws');
  }

  connectTo({ authorize, connect, frame, disconnect }: SocketRoutes): void {
    this.api.addRoute('$connect', {
      integration: new WebSocketLambdaIntegration('Connect', connect),
      authorizer: new WebSocketLambdaAuthorizer('Authorizer', authorize, {
        // The token comes in one of two headers, and an identity source is required: with none, the function decides.
        identitySource: [],
      }),
    });
    const later = [
      this.api.addRoute('$default', { integration: new WebSocketLambdaIntegration('Frame', frame) }),
      this.api.addRoute('$disconnect', {
        integration: new WebSocketLambdaIntegration('Disconnect', disconnect),
      }),
    ];
    for (const route of later) {
      acknowledge(route, {
        APIG4: 'A WebSocket API authorizes $connect alone: whatever follows has passed its authorizer.',
      });
    }
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: this.stageName,
      autoDeploy: true,
      throttle: { rateLimit: this.#config.requestsPerSecond, burstLimit: this.#config.requestBurst },
      accessLogSettings: accessLog(this, 'socket', this.#config),
    });
    if (this.#config.apiLogRole) stage.node.addDependency(this.#logPermission());
  }

  /**
   * Other than HTTP APIs, WebSocket APIs log by a role that is set once for the account in this Region. It stays when
   * the stacks go, as others may log by it too.
   */
  #logPermission(): CfnAccount {
    const role = new Role(this, 'LogRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'API Gateway checks the role for what this policy allows, for all APIs of the account.',
    });
    const account = new CfnAccount(this, 'LogAccount', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }
}
