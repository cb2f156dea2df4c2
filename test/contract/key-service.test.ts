import { createSecretKey, randomBytes } from 'node:crypto';
import { createLocalKeyService } from '../../local/keys/local-key-service.ts';
import { createKmsKeyService } from '../../shared/platform/aws/keys/kms-key-service.ts';
import { fakeKms } from '../support/aws/fake-kms.ts';
import { keyServiceContract } from './key-service.ts';

keyServiceContract('one machine', () => {
  const make = () => createLocalKeyService([{ id: 1, key: createSecretKey(randomBytes(32)) }], randomBytes);
  return { keys: make(), others: make() };
});

keyServiceContract('one machine, after a rotation', () => {
  const master = (id: number) => ({ id, key: createSecretKey(randomBytes(32)) });
  const make = () => createLocalKeyService([master(2), master(1)], randomBytes);
  return { keys: make(), others: make() };
});

keyServiceContract('KMS', () => {
  const { client } = fakeKms(['data', 'other']);
  return { keys: createKmsKeyService(client, 'data'), others: createKmsKeyService(client, 'other') };
});
