import { expect, it } from 'vitest';
import { Totals } from '../../../../../local/metrics/totals.ts';
import { countKeyFailures } from '../../../../../shared/platform/aws/keys/count-key-failures.ts';
import { createKmsKeyService } from '../../../../../shared/platform/aws/keys/kms-key-service.ts';
import { createKmsTokenSigner } from '../../../../../shared/platform/aws/keys/kms-token-signer.ts';
import { fakeKms } from '../../../../support/aws/fake-kms.ts';

const portsOn = (existing: string[]) => {
  const { client } = fakeKms(existing);
  const metrics = new Totals();
  const ports = {
    keys: createKmsKeyService(client, 'data'),
    signer: createKmsTokenSigner(client, 'tokens'),
  };
  return { ...countKeyFailures({ ...ports, metrics }), metrics };
};

it('given a failure of the key service or the token signer, counts it and passes it on', async () => {
  const { keys, signer, metrics } = portsOn([]);
  const calls = [
    () => keys.generateDataKey({}),
    () => keys.unwrap(new Uint8Array(8), {}),
    () => keys.rewrap(new Uint8Array(8), {}),
    () => signer.sign(new Uint8Array(8)),
    () => signer.keyId(),
    () => signer.publicKeys(),
  ];
  for (const [index, call] of calls.entries()) {
    await expect(call()).rejects.toThrow();
    expect(metrics.sums()).toEqual({ KeyFailures: index + 1 });
  }
});

it('given a success, counts nothing', async () => {
  const { keys, metrics } = portsOn(['data']);
  const { key, wrapped } = await keys.generateDataKey({ a: 'b' });
  expect(await keys.unwrap(wrapped, { a: 'b' })).toEqual(key);
  expect(metrics.sums()).toEqual({});
});
