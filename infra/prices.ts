export interface Price {
  dollars: number;
  /** What the price is for: "$1 for …". */
  per: string;
  /** How many units that is. */
  units: number;
  service: string;
  /** Where AWS states it. */
  page: string;
  /** When it was last seen stated, there or in a report. */
  seen: string;
}

const dynamoDb = {
  service: 'DynamoDB, on demand',
  page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  seen: 'July 2025',
};
const apiGateway = {
  service: 'API Gateway',
  page: 'https://aws.amazon.com/api-gateway/pricing/',
  seen: 'May 2025',
};
const lambda = { service: 'Lambda, arm64', page: 'https://aws.amazon.com/lambda/pricing/', seen: '2024' };
const kms = { service: 'KMS', page: 'https://aws.amazon.com/kms/pricing/', seen: 'June 2026' };
const sqs = {
  service: 'SQS, standard queue',
  page: 'https://aws.amazon.com/sqs/pricing/',
  seen: 'June 2026',
};

const ses = { service: 'SES', page: 'https://aws.amazon.com/ses/pricing/', seen: 'reported, undated' };
const waf = {
  service: 'WAF',
  page: 'https://aws.amazon.com/waf/pricing/',
  seen: 'reported, undated',
};
const cloudWatch = {
  service: 'CloudWatch',
  page: 'https://aws.amazon.com/cloudwatch/pricing/',
  seen: 'reported, undated',
};

/** Public prices in us-east-1: the first tier, without free tier, discounts and taxes. Inputs to check before relying on. */
export const prices = {
  readUnit: { dollars: 0.125, per: 'a million read units', units: 1e6, ...dynamoDb },
  writeUnit: { dollars: 0.625, per: 'a million write units', units: 1e6, ...dynamoDb },
  mail: { dollars: 0.1, per: 'a thousand mails', units: 1e3, ...ses },
  socketMessage: {
    dollars: 1,
    per: 'a million WebSocket messages, in or out, by 32 KB',
    units: 1e6,
    ...apiGateway,
  },
  connectionMinute: {
    dollars: 0.25,
    per: 'a million WebSocket connection minutes',
    units: 1e6,
    ...apiGateway,
  },
  httpRequest: { dollars: 1, per: 'a million HTTP API requests', units: 1e6, ...apiGateway },
  invocation: { dollars: 0.2, per: 'a million requests', units: 1e6, ...lambda },
  gigabyteSecond: { dollars: 13.3334, per: 'a million GB-seconds', units: 1e6, ...lambda },
  keyCall: { dollars: 0.03, per: '10,000 requests with a symmetric key', units: 1e4, ...kms },
  signature: { dollars: 0.15, per: '10,000 requests with an ECC key', units: 1e4, ...kms },
  logByte: {
    dollars: 0.5,
    per: 'a GB of logs, of functions and of access (vended) alike',
    units: 1e9,
    ...cloudWatch,
    seen: 'reported in May 2025',
  },
  alarmMetric: { dollars: 0.1, per: 'a metric of an alarm and month', units: 1, ...cloudWatch },
  dashboard: { dollars: 3, per: 'a dashboard and month', units: 1, ...cloudWatch },
  customMetric: { dollars: 0.3, per: 'a metric of our own and month', units: 1, ...cloudWatch },
  key: { dollars: 1, per: 'a key and month', units: 1, ...kms },
  secret: {
    dollars: 0.4,
    per: 'a secret and month',
    units: 1,
    service: 'Secrets Manager',
    page: 'https://aws.amazon.com/secrets-manager/pricing/',
    seen: 'reported, undated',
  },
  firewall: { dollars: 5, per: 'a web ACL and month', units: 1, ...waf },
  firewallRule: { dollars: 1, per: 'a rule or managed group and month', units: 1, ...waf },
  timer: {
    dollars: 1,
    per: 'a million invocations of a schedule',
    units: 1e6,
    service: 'EventBridge Scheduler',
    page: 'https://aws.amazon.com/eventbridge/pricing/',
    seen: 'reported, undated',
  },
  queueRequest: { dollars: 0.4, per: 'a million requests, by 64 KB', units: 1e6, ...sqs },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof prices;
