import { accessLogFields } from '../../infra/access-log-fields.ts';

/** What CloudWatch Logs bills besides the text of each line. */
const eventBytes = 26;

/** The bytes that CloudWatch Logs bills for a line. Its line break is no part of it. */
export function lineBytes(line: string): number {
  return Buffer.byteLength(line.trimEnd()) + eventBytes;
}

const uuid = '8fc6f963-411b-58b5-8483-a32130c0f45d';

/**
 * What Lambda itself writes of an invocation, in the text format, which is the default and what functions have. The report
 * is that of a traced invocation: the longest one but for an instance's first.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export const platformLines = [
  `START RequestId: ${uuid} Version: 120`,
  `END RequestId: ${uuid}`,
  `REPORT RequestId: ${uuid}\tDuration: 201.67 ms\tBilled Duration: 202 ms\tMemory Size: 1024 MB\tMax Memory Used: 181 MB\t` +
    '\nXRAY TraceId: 1-61c86fa4-59b3c6d959653c527fd10966\tSegmentId: 107ea78a5750a811\tSampled: true\t',
] as const;

/** What API Gateway writes in place of a field: of the length that it has in an ordinary request, or a longer one. */
const fieldValues: Record<keyof typeof accessLogFields, Record<string, string>> = {
  http: {
    '$context.requestId': 'RsNaLjhzliAEJwg=',
    '$context.requestTimeEpoch': '1795971965652',
    '$context.routeKey': 'ANY /v1/conversations/{proxy+}',
    '$context.status': '200',
    // nothing went wrong
    '$context.error.message': '-',
    '$context.integrationErrorMessage': '-',
    '$context.path': '/v1/conversations/cnv_AZPyp8XYex6cT2qLDS5PYQ/messages',
    '$context.responseLength': '12345',
    '$context.responseLatency': '123',
  },
  socket: {
    '$context.requestId': 'RsNaLjhzliAEJwg=',
    '$context.requestTimeEpoch': '1795971965652',
    '$context.routeKey': '$disconnect',
    '$context.status': '200',
    '$context.error.message': '-',
    '$context.integrationErrorMessage': '-',
    '$context.eventType': 'DISCONNECT',
    '$context.connectionId': 'MJMAeeAJliACHOA=',
  },
};

/** The line of an access log. Throws an `Error` for a field of which it does not know how long it is. */
export function accessLogLine(kind: keyof typeof accessLogFields): string {
  return JSON.stringify(accessLogFields[kind]).replaceAll(/\$context\.[\w.]+/g, (field) => {
    const value = fieldValues[kind][field];
    if (value === undefined) throw new Error(`nothing is known of the field ${field} of an access log`);
    return value;
  });
}

/** Billed bytes of the lines that AWS writes by itself. */
export const logLines = {
  invocation: platformLines.reduce((bytes, line) => bytes + lineBytes(line), 0),
  http: lineBytes(accessLogLine('http')),
  socket: lineBytes(accessLogLine('socket')),
} as const;
