import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { linkedStacks, refusedUpdates } from '../support/aws/stack-updates.ts';
import { synthesize } from '../support/aws/stacks.ts';

const outputRead = z.object({ 'Fn::GetStackOutput': z.object({ OutputName: z.string() }) });
const resources = z.record(z.string(), z.object({ Properties: z.looseObject({}) }));

/** Which key a function of the API stack is given, by its place in the data stack. */
function keyName(value: unknown): string {
  const { OutputName } = outputRead.parse(value)['Fn::GetStackOutput'];
  return /FnGetAtt(TokenKey\d*?)[0-9A-F]{8}Arn/.exec(OutputName)?.[1] ?? OutputName;
}

/** What is to be seen of a stage with these settings: what exists, and who may do what with it. */
function stageWith(tokenKeyGeneration: number, acceptedTokenKey = 'previous') {
  const made = synthesize({ tokenKeyGeneration, acceptedTokenKey, alarms: 'false', edge: 'false' });
  const data = made.template(made.stacks.data);
  const api = made.template(made.stacks.api);
  const keys = resources.parse(data.findResources('AWS::KMS::Key', {}));
  const [settings] = Object.values(resources.parse(api.findResources('AWS::Lambda::Function')));
  const { Variables: variables } = z
    .object({ Variables: z.record(z.string(), z.unknown()) })
    .parse(settings?.Properties['Environment']);
  const policies = JSON.stringify(api.findResources('AWS::IAM::Policy'));
  const mayDo = (action: string) => [
    ...new Set(
      [
        ...policies.matchAll(
          /"Action":("kms:[^"]+"|\[[^\]]+\]),"Effect":"Allow","Resource":(\{"Fn::GetStackOutput".+?\}\})/g,
        ),
      ]
        .filter(([, actions = '']) => actions.includes(action))
        .map(([, , resource = '']) => keyName(JSON.parse(resource))),
    ),
  ];
  return {
    keys,
    tokenKeys: Object.keys(keys)
      .map((id) => id.slice(0, -8))
      .filter((id) => id.startsWith('TokenKey')),
    signs: keyName(variables['TOKEN_KEY_ID']),
    accepted: 'ACCEPTED_TOKEN_KEY_ID' in variables ? keyName(variables['ACCEPTED_TOKEN_KEY_ID']) : undefined,
    maySign: mayDo('kms:Sign'),
    mayBeRead: mayDo('kms:GetPublicKey').sort(),
    stacks: linkedStacks(made),
  };
}

const stages = {
  first: stageWith(1),
  announced: stageWith(1, 'next'),
  second: stageWith(2),
  secondAlone: stageWith(2, 'none'),
  third: stageWith(3),
};

describe('the token key', () => {
  test('of the first deployment is the only one', () => {
    expect(stages.first).toMatchObject({
      tokenKeys: ['TokenKey'],
      signs: 'TokenKey',
      accepted: undefined,
      maySign: ['TokenKey'],
      mayBeRead: ['TokenKey'],
    });
  });

  test('that comes next is created and accepted before it signs', () => {
    expect(stages.announced).toMatchObject({
      tokenKeys: ['TokenKey', 'TokenKey2'],
      signs: 'TokenKey',
      accepted: 'TokenKey2',
      maySign: ['TokenKey'],
      mayBeRead: ['TokenKey', 'TokenKey2'],
    });
  });

  test('that is new is accepted beside the previous one, which signs no more', () => {
    expect(stages.second).toMatchObject({
      tokenKeys: ['TokenKey2', 'TokenKey'],
      signs: 'TokenKey2',
      accepted: 'TokenKey',
      maySign: ['TokenKey2'],
      mayBeRead: ['TokenKey', 'TokenKey2'],
    });
  });

  test('that leaked is refused at once, and kept for functions that still use it', () => {
    expect(stages.secondAlone).toMatchObject({
      tokenKeys: ['TokenKey2', 'TokenKey'],
      accepted: undefined,
      maySign: ['TokenKey2'],
      mayBeRead: ['TokenKey2'],
    });
    expect(stages.third.tokenKeys).toEqual(['TokenKey3', 'TokenKey2', 'TokenKey']);
  });

  test('can be changed, forward and back, on a running stage', () => {
    for (const [from, before] of Object.entries(stages)) {
      for (const [to, after] of Object.entries(stages)) {
        expect(refusedUpdates(before.stacks, after.stacks), `${from} to ${to}`).toEqual([]);
      }
    }
  });
});

test('the keys that a second Region needs are multi-Region keys', () => {
  const multiRegion = Object.entries(stages.second.keys).map(([id, { Properties: key }]) => [
    id.slice(0, -8),
    key['MultiRegion'] ?? false,
  ]);
  expect(Object.fromEntries(multiRegion)).toEqual({
    DataKey: true,
    PushKey: true,
    TokenKey: true,
    TokenKey2: true,
    // each Region encrypts its tables and files at rest by a key of its own
    StorageKey: false,
  });
});
