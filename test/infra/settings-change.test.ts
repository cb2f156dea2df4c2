import { describe, expect, test } from 'vitest';
import { linkedStacks, refusedUpdates, type Linked } from '../support/aws/stack-updates.ts';
import { synthesize } from '../support/aws/stacks.ts';

const built = new Map<string, Linked[]>();
/** The stacks of prod with everything on but for these changes. */
function prod(changes: Record<string, string>): Linked[] {
  const settings = { stage: 'prod', alarmEmail: 'ops@example.org', costMonitor: 'true', ...changes };
  const key = JSON.stringify(settings);
  const stacks = built.get(key) ?? linkedStacks(synthesize(settings));
  built.set(key, stacks);
  return stacks;
}

const noEdge = { edge: 'false', firewall: 'false' };
const domain = {
  domain: 'chat.example.org',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b0c',
};
const restored = {
  restoredTable: 'chatflow-restored',
  restoredStream:
    'arn:aws:dynamodb:eu-central-1:123456789012:table/chatflow-restored/stream/2026-11-20T09:00:00.000',
};

describe('a running stage can be updated', () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['go without alarms', {}, { alarms: 'false' }],
    ['have alarms', { alarms: 'false' }, {}],
    ['go without firewall', {}, { firewall: 'false' }],
    ['have a firewall', { firewall: 'false' }, {}],
    ['go without CloudFront', {}, noEdge],
    ['have CloudFront', noEdge, {}],
    ['go without all of them', {}, { ...noEdge, alarms: 'false', costMonitor: 'false', canary: 'false' }],
    ['have a domain', {}, domain],
    ['use a restored table', {}, restored],
  ])(
    '%s',
    (_, before, after) => {
      expect(refusedUpdates(prod(before), prod(after))).toEqual([]);
    },
    60_000,
  );

  test('be deployed from nothing', () => {
    expect(refusedUpdates([], prod({}))).toEqual([]);
  });
});

describe('an update is refused', () => {
  const stack = (name: string, parts: Partial<Linked>): Linked => ({
    name,
    exports: new Map(),
    outputs: new Set(),
    imports: [],
    reads: [],
    ...parts,
  });
  const producer = stack('a', { exports: new Map([['x', '1']]), outputs: new Set(['y']) });
  const importer = stack('b', { imports: ['x'] });
  const reader = stack('b', { reads: ['a.y'] });

  test('that removes or changes what another stack imports', () => {
    const message = ['a takes away x, which b imports'];
    expect(refusedUpdates([producer, importer], [stack('a', {})])).toEqual(message);
    expect(refusedUpdates([producer, importer], [stack('a', { exports: new Map([['x', '2']]) })])).toEqual(
      message,
    );
    expect(refusedUpdates([producer, importer], [stack('a', {}), stack('b', {})])).toEqual(message);
    expect(refusedUpdates([producer, importer], [stack('b', {}), stack('a', {})])).toEqual([]);
    expect(refusedUpdates([producer, reader], [stack('a', {})])).toEqual([]);
  });

  test('that needs an export that does not exist yet', () => {
    expect(refusedUpdates([], [importer, producer])).toEqual(['b needs x, which is not there']);
    expect(refusedUpdates([], [reader, producer])).toEqual(['b needs a.y, which is not there']);
    expect(refusedUpdates([], [producer, importer])).toEqual([]);
  });
});
