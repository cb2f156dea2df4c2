import { HttpApi as Api, HttpMethod, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accessLog } from './access-log.ts';
import { acknowledge } from './acknowledge.ts';

export interface HttpApiProps {
  config: StackConfig;
  /** The name of the function for each prefix below `/v1`, and as `*` for everything else. */
  prefixes: ReadonlyMap<string, string>;
  functions: (name: string) => IFunction;
}

/** The HTTP API: each prefix goes to its function. */
export class HttpApi extends Construct {
  readonly api: Api;
  /** Where clients reach it without CloudFront, without `/v1`. */
  readonly address: string;

  constructor(scope: Construct, id: string, { config, prefixes, functions }: HttpApiProps) {
    super(scope, id);
    const integration = (name: string) => new HttpLambdaIntegration(name, functions(name));
    const others = prefixes.get('*');
    this.api = new Api(this, 'Api', {
      apiName: `chatflow-${config.stage}-http`,
      createDefaultStage: false,
      ...(others !== undefined && { defaultIntegration: integration(others) }),
    });
    for (const [prefix, name] of prefixes) {
      if (prefix === '*') continue;
      for (const path of [`/v1/${prefix}`, `/v1/${prefix}/{proxy+}`]) {
        this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration: integration(name) });
      }
    }
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.requestsPerSecond, burstLimit: config.requestBurst },
      accessLogSettings: accessLog(this, 'http', config),
    });
    this.address =
      config.apiBase === undefined ? this.api.apiEndpoint : `${config.apiBase}/${this.api.apiId}`;
    acknowledge(this, {
      APIG4:
        'The functions verify the ES256 token themselves: JWT authorizers know RSA only. Sign-in, health, keys and documents are public, and a test calls every other route without a token.',
    });
  }
}
