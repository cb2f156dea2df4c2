import { describe, expect, test } from 'vitest';
import { beyondSchema, beyondSchemaCodes } from '../../contract-fuzz/exceptions.ts';
import { findingsOf } from '../../contract-fuzz/findings.ts';
import { asyncApiDocument } from '../../../shared/protocol/asyncapi.ts';
import { openApiDocument } from '../../../shared/protocol/openapi.ts';

const base64 = (text: string) => ({ $base64: Buffer.from(text).toString('base64') });
const finished = { EngineFinished: {} };

/** A report of one request, which failed this check with this reply. */
function reportOf({ check = 'positive_data_acceptance', reply }: { check?: string; reply: unknown }) {
  return [
    { Initialize: { seed: 1 } },
    {
      ScenarioFinished: {
        recorder: {
          checks: {
            a: [
              { name: 'not_a_server_error', status: 'success' },
              {
                name: check,
                status: 'failure',
                failure_info: { failure: { operation: 'POST /sync', title: 'Wrong', message: 'Why' } },
              },
            ],
          },
          interactions: {
            a: {
              request: { method: 'POST', uri: 'http://localhost/v1/sync', body: base64('{"sent":1}') },
              response: { status_code: 400, content: base64(JSON.stringify(reply)) },
            },
          },
        },
      },
    },
    finished,
  ];
}
const read = (lines: object[]) => findingsOf(lines.map((line) => JSON.stringify(line)).join('\n'));
const refusal = (...messages: string[]) => ({
  code: 'validation_failed',
  errors: messages.map((message) => ({ path: 'x', message })),
});

describe('the report of a contract fuzz', () => {
  test('shows a failure with its request', () => {
    const { requests, failures } = read(reportOf({ reply: refusal('is wrong') }));
    expect(requests).toBe(1);
    expect(failures).toHaveLength(1);
    for (const part of ['POST /sync: Wrong. Why', '{"sent":1}', '400 ', 'is wrong']) {
      expect(failures[0]).toContain(part);
    }
  });

  test('accepts a refusal for a reason that no schema can express', () => {
    const { failures, excepted } = read(reportOf({ reply: refusal('must not be blank') }));
    expect(failures).toEqual([]);
    expect([...excepted]).toEqual([['must not be blank', 1]]);
    expect(read(reportOf({ reply: { code: 'invalid_cursor' } })).failures).toEqual([]);
  });

  test.each([
    ['complains of more than that', { reply: refusal('must not be blank', 'is wrong') }],
    ['complains of nothing', { reply: refusal() }],
    ['is no problem', { reply: 'nothing' }],
    ['fails another check', { check: 'not_a_server_error', reply: refusal('must not be blank') }],
  ])('counts that as a failure if the reply %s', (_why, report) => {
    expect(read(reportOf(report)).failures).toHaveLength(1);
  });

  test('counts an error of Schemathesis as a failure', () => {
    expect(read([{ NonFatalError: { info: 'broken' } }, finished]).failures).toHaveLength(1);
  });

  test('is no success when it is incomplete or unreadable', () => {
    expect(() => read([{ Initialize: {} }])).toThrow('ends before');
    expect(() => read([{ ScenarioFinished: { other: 1 } }, finished])).toThrow();
  });
});

test('each exception is an error that the documents describe', () => {
  const documents = JSON.stringify([openApiDocument(), asyncApiDocument()]);
  for (const exception of [...Object.keys(beyondSchema), ...Object.keys(beyondSchemaCodes)]) {
    expect(documents).toContain(exception);
  }
});
