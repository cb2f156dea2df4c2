import { Ajv } from 'ajv';

const name = { type: 'string', minLength: 1, maxLength: 255 };
const units = ['Seconds', 'Milliseconds', 'Microseconds', 'Bytes', 'Percent', 'Count', 'None'];

/**
 * The Embedded Metric Format as AWS specifies it, stricter where the specification allows what we have no use for:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const schema = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      additionalProperties: false,
      properties: {
        Timestamp: { type: 'integer', minimum: 0 },
        CloudWatchMetrics: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            additionalProperties: false,
            properties: {
              Namespace: name,
              Dimensions: { type: 'array', minItems: 1, items: { type: 'array', maxItems: 9, items: name } },
              Metrics: {
                type: 'array',
                minItems: 1,
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  additionalProperties: false,
                  properties: { Name: name, Unit: { enum: units } },
                },
              },
            },
          },
        },
      },
    },
  },
  // what the metrics and dimensions above refer to: a figure, at most 100 of them, or the value of a dimension
  additionalProperties: {
    anyOf: [
      { type: 'number' },
      { type: 'array', minItems: 1, maxItems: 100, items: { type: 'number' } },
      { type: 'string', minLength: 1, maxLength: 1024 },
    ],
  },
};

interface EmfDocument {
  _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  [target: string]: unknown;
}

const matches = new Ajv({ allErrors: true }).compile<EmfDocument>(schema);

/** What is wrong with a log line as an EMF document; nothing if CloudWatch takes every metric from it. */
export function emfFaults(line: string): string[] {
  const document: unknown = JSON.parse(line);
  if (!matches(document)) {
    return (matches.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  }
  // the schema cannot say that every reference has its target
  return document._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => [
    ...Dimensions.flat().filter((dimension) => typeof document[dimension] !== 'string'),
    ...Metrics.map(({ Name }) => Name).filter(
      (metric) => typeof document[metric] !== 'number' && !Array.isArray(document[metric]),
    ),
  ]).map((reference) => `${reference} has no value`);
}
