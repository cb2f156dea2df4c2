import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  Function,
  Runtime,
  Tracing,
  type IFunction,
  type IVersion,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionDefinition } from '../../functions/definition.ts';
import type { StackConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

export interface ChatFunctionProps {
  name: string;
  definition: FunctionDefinition;
  /** Holds a folder per function, `<name>/index.mjs`. */
  bundles: string;
  environment: Record<string, string>;
  config: StackConfig;
}

/** One function from its bundle, with its own role and log, called through the alias `live`. */
export class ChatFunction extends Construct {
  readonly function: Function;
  readonly alias: Alias;
  /** The alias that all callers use: the version that is in service. */
  readonly live: IFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;
  readonly timeout: Duration;
  readonly definition: FunctionDefinition;

  constructor(scope: Construct, id: string, props: ChatFunctionProps) {
    super(scope, id);
    const { name, definition, bundles, environment, config } = props;
    const { memoryMiB, timeoutSeconds, reserved } = definition;
    this.timeout = Duration.seconds(timeoutSeconds);
    this.definition = definition;
    this.logGroup = new LogGroup(this, 'Log', {
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    this.function = new Function(this, 'Function', {
      description: `ChatFlow (${config.stage}): ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      // source maps are for who reads a stack trace; in the package they would only make it larger
      code: Code.fromAsset(join(bundles, name), { exclude: ['*.map'] }),
      memorySize: memoryMiB,
      timeout: this.timeout,
      role: this.role,
      logGroup: this.logGroup,
      tracing: Tracing.ACTIVE,
      environment,
      // the version before stays, for the alias to go back to at once; it goes with the function
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(config.reserveConcurrency && reserved !== undefined && { reservedConcurrentExecutions: reserved }),
    });
    // The library's classes implement its interfaces, but its declarations were not written for exactOptionalPropertyTypes.
    const version = this.function.currentVersion as IVersion;
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version });
    this.live = this.alias as IFunction;
    acknowledge(this.role, {
      'IAM5[Resource::*]': 'X-Ray has no resources that a permission to send traces could name.',
    });
  }
}
