import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { context, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startXRayTracing, type Traced } from '../../../../shared/platform/aws/tracing/x-ray-tracing.ts';
import { ChatError, Unavailable } from '../../../../shared/platform/errors.ts';
import { createLogger } from '../../../../shared/platform/logger.ts';
import type { Ports } from '../../../../shared/platform/ports.ts';
import { pooledRandom } from '../../../../shared/platform/random.ts';
import { ConditionFailed } from '../../../../shared/platform/table.ts';
import { inSpan } from '../../../../shared/platform/tracing/span.ts';
import { tracingPorts } from '../../../../shared/platform/tracing/tracing-ports.ts';
import { answer as bytes, answeringPorts } from '../../../support/aws/answering-ports.ts';
import { TestDaemon, traceHeader, treeBelow } from '../../../support/aws/x-ray-daemon.ts';

let daemon: TestDaemon;
let traced: Traced;
let logged: Record<string, unknown>[];

/** Tracing of this process, for one test. */
function startTracing(address: { host: string; port: number }): Traced {
  onTestFinished(() => {
    trace.disable();
    context.disable();
  });
  const log = createLogger('info', {
    write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>),
  });
  return startXRayTracing(address, { clock: Date, random: pooledRandom(), log });
}

beforeEach(async () => {
  logged = [];
  daemon = await TestDaemon.start();
  traced = startTracing({ host: '127.0.0.1', port: daemon.port });
});
afterEach(() => {
  daemon.stop();
});

const nothing = () => Promise.resolve();
const failing = (error: unknown) => () => {
  const { promise, reject } = Promise.withResolvers<never>();
  reject(error);
  return promise;
};
const { header, parent, traceId } = traceHeader(1);

describe('a sampled invocation', () => {
  it('given concurrent work, sends one tree with each span under its parent', async () => {
    const result = await traced(header, () =>
      inSpan('outer', async () => {
        await inSpan('first', nothing);
        await Promise.all([inSpan('second', () => inSpan('below', nothing)), inSpan('third', nothing)]);
        return 'done';
      }),
    );
    expect(result).toBe('done');
    const all = await daemon.subsegments(5);
    expect(treeBelow(parent, all)).toEqual([['outer', ['first'], ['second', ['below']], ['third']]]);
    expect(all.every(({ trace_id }) => trace_id === traceId)).toBe(true);
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
    // its own time lies within its parent's
    const [outer] = all.filter(({ name }) => name === 'outer');
    for (const { start_time, end_time } of all) {
      expect(start_time).toBeGreaterThanOrEqual(outer?.start_time ?? Infinity);
      expect(end_time).toBeGreaterThanOrEqual(start_time);
      expect(end_time).toBeLessThanOrEqual(outer?.end_time ?? 0);
    }
  });

  it('has sent every span when it ends, with or without an error', async () => {
    const program = `
      import { startXRayTracing } from './shared/platform/aws/tracing/x-ray-tracing.ts';
      import { createLogger } from './shared/platform/logger.ts';
      import { pooledRandom } from './shared/platform/random.ts';
      import { inSpan } from './shared/platform/tracing/span.ts';
      const ports = { clock: Date, random: pooledRandom(), log: createLogger('info') };
      const traced = startXRayTracing({ host: '127.0.0.1', port: ${daemon.port} }, ports);
      try {
        await traced('${header}', () => inSpan('use case', () => Promise.reject(new Error('broken'))));
      } finally {
        process.exit();
      }`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    expect(treeBelow(parent, await daemon.subsegments(1))).toEqual([['use case fault Error']]);
  });

  it('given work that ends after its span, keeps it under that span', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    await traced(header, async () => {
      const late = await inSpan('above', () => Promise.resolve({ late: inSpan('late', () => promise) }));
      resolve(undefined);
      await late.late;
    });
    const all = await daemon.subsegments(2);
    expect(treeBelow(parent, all)).toEqual([['above', ['late']]]);
    expect(daemon.datagrams.all).toHaveLength(2);
  });

  it('given concurrent invocations, sends a trace for each', async () => {
    const other = traceHeader(2);
    await Promise.all([
      traced(header, () => inSpan('a', () => inSpan('b', nothing))),
      traced(other.header, () => inSpan('c', () => inSpan('d', nothing))),
    ]);
    const all = await daemon.subsegments(4);
    expect(treeBelow(parent, all)).toEqual([['a', ['b']]]);
    expect(treeBelow(other.parent, all)).toEqual([['c', ['d']]]);
  });

  it.each([
    [new ChatError('conversation_not_found'), 'error conversation_not_found'],
    [new ChatError('service_unavailable'), 'fault service_unavailable'],
    [new ConditionFailed(0, undefined), 'error ConditionFailed'],
    [new Unavailable('The database', new TypeError('secret')), 'fault Unavailable: TypeError'],
    [
      new Unavailable('The database', Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })),
      'fault Unavailable: ECONNREFUSED',
    ],
    [new RangeError('secret'), 'fault RangeError'],
    ['secret', 'fault string'],
  ])('marks %s', async (error, label) => {
    await expect(traced(header, () => inSpan('x', failing(error)))).rejects.toBe(error);
    expect(treeBelow(parent, await daemon.subsegments(1))).toEqual([[`x ${label}`]]);
    expect(daemon.datagrams.all[0]).not.toContain('secret');
  });

  it('names routes in characters that X-Ray allows, shortened to its limit', async () => {
    const error = Object.assign(new Error(), { name: 'E'.repeat(100_000) });
    await traced(header, async () => {
      await inSpan('GET /v1/users/{id}/"status"', nothing);
      await inSpan('x'.repeat(100_000), failing(error)).catch(nothing);
    });
    const [route, long] = await daemon.subsegments(2);
    expect(route?.name).toBe('GET /v1/users/:id/_status_');
    expect(long).toMatchObject({ name: 'x'.repeat(200), cause: { exceptions: [{ type: 'E'.repeat(250) }] } });
  });

  it('sends at most 250 spans, and a note if there were more', async () => {
    await traced(header, () =>
      inSpan('outer', async () => {
        for (let count = 0; count < 600; count += 1) await inSpan('inner', () => inSpan('below', nothing));
      }),
    );
    expect(await daemon.subsegments(250)).toHaveLength(250);
    expect(daemon.datagrams.all.length).toBeLessThan(100);
    expect(logged).toMatchObject([{ msg: 'a trace has more spans than are recorded', maxSpans: 250 }]);
  });
});

describe('nothing is sent', () => {
  it.each([
    ['that is not sampled', traceHeader(2, { sampled: false }).header],
    ['without a header', undefined],
    ['with an empty one', ''],
    ['whose sampling is not decided', 'Root=1-6a9b1c2d-000000000000000000000002;Parent=fffffffffffffff2'],
    ['with a bad trace', 'Root=1-x-y;Parent=fffffffffffffff2;Sampled=1'],
    ['without a parent', 'Root=1-6a9b1c2d-000000000000000000000002;Sampled=1'],
  ])('of an invocation %s', async (_, quiet) => {
    expect(await traced(quiet, () => inSpan('quiet', () => Promise.resolve(1)))).toBe(1);
    // datagrams of one socket arrive in their order here
    await traced(header, () => inSpan('last', nothing));
    expect(treeBelow(parent, await daemon.subsegments(1))).toEqual([['last']]);
  });

  it('given work outside of an invocation', async () => {
    expect(await inSpan('quiet', () => Promise.resolve(1))).toBe(1);
    await traced(header, () => inSpan('last', nothing));
    expect(await daemon.subsegments(1)).toHaveLength(1);
  });
});

describe('without a daemon', () => {
  it('runs an invocation with the same result', async () => {
    const { port } = daemon;
    daemon.stop();
    daemon = await TestDaemon.start();
    trace.disable();
    context.disable();
    const alone = startTracing({ host: '127.0.0.1', port });
    for (let count = 0; count < 3; count += 1) {
      expect(await alone(header, () => inSpan('x', () => Promise.resolve(count)))).toBe(count);
    }
    expect(logged).toEqual([]);
  });

  it('logs spans that cannot be sent, without an error for the caller', async () => {
    trace.disable();
    context.disable();
    // a name that can never be found (RFC 6761)
    const nowhere = startTracing({ host: 'daemon.invalid', port: 2000 });
    expect(await nowhere(header, () => inSpan('x', () => Promise.resolve(1)))).toBe(1);
    expect(logged).toMatchObject([{ level: 40, msg: 'a span was not handed over' }]);
  });
});

describe('the ports', () => {
  it('send a span for each call of AWS, and pass the results on', async () => {
    const { durable, ephemeral, sockets, work, timers, keys, signer, passwords } = tracingPorts(
      answeringPorts() as Ports,
      {
        durable: 'd',
        ephemeral: 'e',
      },
    );
    const key = { pk: 'p', sk: 's' };
    await traced(header, async () => {
      await durable.put({ ...key, n: 1 }, { exists: false });
      await expect(durable.put(key, { exists: false })).rejects.toThrow(ConditionFailed);
      expect(await durable.update(key, { add: { n: 1 } })).toEqual({ ...key, n: 2 });
      expect(await durable.get(key, { eventually: true })).toEqual({ ...key, n: 2 });
      expect(await durable.query({ pk: 'p' })).toMatchObject({ items: [{ n: 2 }] });
      await durable.transact([{ check: key, if: { exists: true } }]);
      await durable.delete(key);
      expect(await ephemeral.batchGet([key])).toEqual([]);
      expect(await sockets.post('c', '{}')).toBe('gone');
      await sockets.close('c');
      await work.add({ type: 'went-offline', userId: 'u', leftAt: 1 }, 10);
      await timers.set('poll', 1, { type: 'close-poll' });
      await timers.cancel('poll');
      expect(await keys.generateDataKey({})).toEqual({ key: bytes, wrapped: bytes });
      expect(await keys.unwrap(bytes, {})).toBe(bytes);
      expect(await signer.sign(bytes)).toBe(bytes);
      expect(await signer.keyId()).toBe('k');
      // known by now, so that nothing asks KMS
      expect(await signer.keyId()).toBe('k');
      expect(await signer.publicKeys()).toEqual([]);
      expect(await passwords.hash('p')).toBe('hash');
      expect(await passwords.verify('p', 'hash')).toBe(true);
    });
    expect(treeBelow(parent, await daemon.subsegments(19))).toEqual([
      ['DynamoDB PutItem d'],
      ['DynamoDB PutItem d error ConditionFailed'],
      ['DynamoDB UpdateItem d'],
      ['DynamoDB GetItem d'],
      ['DynamoDB Query d'],
      ['DynamoDB TransactWriteItems d'],
      ['DynamoDB DeleteItem d'],
      ['DynamoDB BatchGetItem e'],
      ['ApiGatewayManagementApi PostToConnection'],
      ['ApiGatewayManagementApi DeleteConnection'],
      ['SQS SendMessage'],
      ['Scheduler CreateSchedule'],
      ['Scheduler DeleteSchedule'],
      ['KMS GenerateDataKey'],
      ['KMS Decrypt'],
      ['KMS Sign'],
      ['KMS GetPublicKey'],
      ['bcrypt'],
      ['bcrypt'],
    ]);
  });
});
