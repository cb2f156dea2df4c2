import { describe, expect, it } from 'vitest';
import { afterCommitFunction } from '../../../functions/stream/after-commit.ts';
import { changeOf } from '../../../functions/stream/stream-record.ts';
import { Totals } from '../../../local/metrics/totals.ts';
import type { App } from '../../../shared/app.ts';
import { keys } from '../../../shared/keys.ts';
import { createLogger } from '../../../shared/platform/logger.ts';
import type { Item } from '../../../shared/platform/table.ts';
import { streamEvent, streamRecord } from '../../support/aws/stream-events.ts';

function setUp() {
  const metrics = new Totals();
  const lines: string[] = [];
  const log = createLogger('info', { write: (line: string) => void lines.push(line) });
  const work = { add: () => Promise.resolve() };
  const consume = afterCommitFunction({ metrics, log, work } as Partial<App> as App);
  return { consume, metrics, lines };
}

const message = (seq: number): Item => ({
  ...keys.logEntry('con_1', seq),
  ...{ seq, kind: 'text', senderId: 'usr_1', createdAt: 1, sealedText: new Uint8Array(), keyId: 'key_1' },
});

describe('a record of the stream', () => {
  it('given every type of value that items have, is read', () => {
    const after: Item = {
      ...keys.account('usr_1'),
      text: 'ä',
      number: 1.5,
      yes: true,
      nothing: null,
      bytes: new Uint8Array([0, 255, 10]),
      list: ['a', 1, [false]],
      map: { inner: { deep: null } },
    };
    const before = { ...after, text: 'b' };
    const key = keys.account('usr_1');
    expect(changeOf(streamRecord('1', { after }))).toEqual({ key, after });
    expect(changeOf(streamRecord('1', { before, after }))).toEqual({ key, before, after });
    expect(changeOf(streamRecord('1', { before }))).toEqual({ key, before });
  });
});

describe('the consumer of the stream', () => {
  it('counts new items and nothing else', async () => {
    const { consume, metrics } = setUp();
    const head = {
      ...keys.conversation('con_1'),
      id: 'con_1',
      isGroup: false,
      createdBy: 'usr_1',
      createdAt: 1,
    };
    const event = streamEvent(
      streamRecord('1', { after: { ...keys.account('usr_1') } }),
      streamRecord('2', { after: head }),
      streamRecord('3', { after: message(1) }),
      streamRecord('4', { after: message(2) }),
      streamRecord('5', { before: { ...head, lastSeq: 1 }, after: { ...head, lastSeq: 2 } }),
      streamRecord('6', { before: message(1) }),
    );
    expect(await consume(event)).toEqual({ batchItemFailures: [] });
    expect(metrics.sums()).toEqual({ Registrations: 1, Conversations: 1, Messages: 2 });
  });

  it('given an unreadable record, stops there and names its sequence number only', async () => {
    const { consume, metrics, lines } = setUp();
    const poison = streamRecord('2', { after: message(2) });
    poison.dynamodb = {
      ...poison.dynamodb,
      NewImage: { pk: { S: 'LOG#secret' }, sk: { S: '1' }, text: { SS: ['a secret'] } },
    };
    const event = streamEvent(
      streamRecord('1', { after: message(1) }),
      poison,
      streamRecord('3', { after: message(3) }),
    );
    expect(await consume(event)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(metrics.sums()).toEqual({ Messages: 1 });
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 50, sequenceNumber: '2', msg: 'a change was not followed up' },
    ]);
    expect(lines.join()).not.toContain('secret');
  });

  it.each([
    ['nothing in it', { dynamodb: undefined }, ''],
    ['no key', { dynamodb: { SequenceNumber: '7' } }, '7'],
    ['a key of another table', { dynamodb: { SequenceNumber: '7', Keys: { id: { S: 'x' } } } }, '7'],
  ])('returns a record with %s as failed', async (_, record, itemIdentifier) => {
    const { consume, metrics } = setUp();
    const event = streamEvent(record, streamRecord('8', { after: message(1) }));
    expect(await consume(event)).toEqual({ batchItemFailures: [{ itemIdentifier }] });
    expect(metrics.sums()).toEqual({});
  });
});
