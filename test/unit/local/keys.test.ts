import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openKeyFile, rotateKeyFile } from '../../../local/keys/key-file.ts';
import { createLocalKeyService } from '../../../local/keys/local-key-service.ts';
import { createLocalTokenSigner } from '../../../local/keys/local-token-signer.ts';

let dataDir: string;
let path: string;
beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'chatflow-keys-')), 'data');
  path = join(dataDir, 'keys.json');
});
afterEach(() => rm(join(dataDir, '..'), { recursive: true, force: true }));

const open = () => openKeyFile(dataDir, randomBytes);
const comparable = ({ masters: [{ key }], signing }: Awaited<ReturnType<typeof open>>) => ({
  master: key.export().toString('hex'),
  signing: signing.export({ format: 'jwk' }),
});
const content = z.object({ masterKey: z.string(), signingKey: z.record(z.string(), z.string()) });
const readContent = async () => content.parse(JSON.parse(await readFile(path, 'utf8')));
const refusal = async () => {
  const error: unknown = await open().catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) return expect.fail('the key file was accepted');
  return error;
};

describe('openKeyFile', () => {
  it('given no file, creates the keys; later, reads the same ones', async () => {
    const first = await open();
    expect(first.masters[0].key.symmetricKeySize).toBe(32);
    expect(first.signing.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(comparable(await open())).toEqual(comparable(first));
  });

  it('creates different keys for another folder', async () => {
    const first = comparable(await open());
    const second = comparable(await openKeyFile(join(dataDir, 'other'), randomBytes));
    expect(second.master).not.toBe(first.master);
    expect(second.signing).not.toEqual(first.signing);
  });

  it('given processes that start at once, returns the same keys to all and leaves one file', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, open));
    expect(new Set(all.map((keys) => JSON.stringify(comparable(keys)))).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['keys.json']);
  });

  it('given a process that was faster, uses its keys instead of replacing them', async () => {
    const faster = join(dataDir, 'faster');
    const keys = await openKeyFile(faster, randomBytes);
    const mine = await openKeyFile(dataDir, (bytes) => {
      // at this moment the file was missing, and is about to be made
      copyFileSync(join(faster, 'keys.json'), path);
      return randomBytes(bytes);
    });
    expect(comparable(mine)).toEqual(comparable(keys));
  });

  it.skipIf(process.platform === 'win32')('creates a file that only its owner can read', async () => {
    await open();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  it.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o620, 0o601])(
    'refuses a file of mode %o, and says what to do',
    async (mode) => {
      await open();
      await chmod(path, mode);
      expect((await refusal()).message).toContain(`chmod 600 ${path}`);
      await chmod(path, 0o600);
      await open();
    },
  );

  it('given an unreadable file, throws and does not replace it', async () => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    expect((await refusal()).message).toMatch(/keys\.json cannot be read \(EISDIR\)/);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  const damages: [string, (text: string) => Promise<string> | string][] = [
    ['an empty file', () => ''],
    ['half a file', (text) => text.slice(0, text.length / 2)],
    ['something else', () => '{"masterKey":"hunter2"}'],
    ['a short master key', (text) => text.replace(/("masterKey": ").{8}/, '$1')],
    ['a bad coordinate', (text) => text.replace(/("x": ").{4}/, '$1AAAA')],
    [
      'halves of two signing keys',
      async (text) => {
        const { d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
        return text.replace(/"d": ".*"/, `"d": "${d}"`);
      },
    ],
  ];
  it.each(damages)('refuses %s, leaves the file alone and quotes nothing of it', async (_, damage) => {
    await open();
    const { masterKey, signingKey } = await readContent();
    const damaged = await damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    const error = await refusal();
    expect(error.message).toMatch(/keys\.json is damaged/);
    const shown = inspect(error, { depth: null, showHidden: true });
    for (const secret of ['hunter2', masterKey.slice(8, 20), signingKey.d?.slice(0, 12) ?? '']) {
      expect(shown).not.toContain(secret);
    }
    expect(await readFile(path, 'utf8')).toBe(damaged);
  });
});

describe('rotateKeyFile', () => {
  const rotate = () => rotateKeyFile(dataDir, randomBytes);

  it('puts new keys first, and keeps the master keys and the previous signing key', async () => {
    const first = await open();
    expect(await rotate()).toBe(2);
    const second = await open();
    expect(second.masters.map(({ id }) => id)).toEqual([2, 1]);
    expect(second.masters[1]?.key.equals(first.masters[0].key)).toBe(true);
    expect(second.masters[0].key.equals(first.masters[0].key)).toBe(false);
    expect(second.previousSigning?.equals(first.signing)).toBe(true);
    expect(second.signing.equals(first.signing)).toBe(false);

    expect(await rotate()).toBe(3);
    const third = await open();
    expect(third.masters.map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(third.previousSigning?.equals(second.signing)).toBe(true);
    expect(await readdir(dataDir)).toEqual(['keys.json']);
  });

  it('after it, keys wrapped by each master key are unwrapped, and new ones wrapped by the newest', async () => {
    const wrap = async () => {
      const service = createLocalKeyService((await open()).masters, randomBytes);
      return service.generateDataKey({ a: 'b' });
    };
    const made = [await wrap()];
    for (const _ of [2, 3]) {
      await rotate();
      made.push(await wrap());
    }
    const service = createLocalKeyService((await open()).masters, randomBytes);
    for (const { key, wrapped } of made) {
      expect(Buffer.from(await service.unwrap(wrapped, { a: 'b' }))).toEqual(Buffer.from(key));
    }
    const [newest] = (await open()).masters;
    const alone = createLocalKeyService([newest], randomBytes);
    await expect(alone.unwrap(made[2]?.wrapped ?? new Uint8Array(), { a: 'b' })).resolves.toBeDefined();
    for (const { wrapped } of made.slice(0, 2)) {
      await expect(alone.unwrap(wrapped, { a: 'b' })).rejects.toThrow(/no master key/);
    }
  });

  it('after it, tokens of the previous signing key are accepted and its public key published', async () => {
    const before = await createLocalTokenSigner((await open()).signing);
    await rotate();
    const { signing, previousSigning } = await open();
    const after = await createLocalTokenSigner(signing, previousSigning);
    expect(await after.keyId()).not.toBe(await before.keyId());
    const published = (await after.publicKeys()).map(({ kid }) => kid);
    expect(published).toEqual([await after.keyId(), await before.keyId()]);
  });

  it('given two rotations at once, one happens and no key is lost', async () => {
    const first = await open();
    const outcomes = await Promise.allSettled([rotate(), rotate(), rotate()]);
    const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(done).toBeGreaterThan(0);
    const { masters } = await open();
    expect(masters).toHaveLength(done + 1);
    expect(masters.at(-1)?.key.equals(first.masters[0].key)).toBe(true);
  });

  it('given no file or a damaged one, throws and changes nothing', async () => {
    await mkdir(dataDir, { recursive: true });
    await expect(rotate()).rejects.toThrow(/no key file/);
    await writeFile(path, '{}', { mode: 0o600 });
    await expect(rotate()).rejects.toThrow(/damaged/);
    expect(await readFile(path, 'utf8')).toBe('{}');
    expect(await readdir(dataDir)).toEqual(['keys.json']);
  });
});

describe('createLocalKeyService', () => {
  it('given a restart, unwraps what it wrapped before', async () => {
    const before = createLocalKeyService((await open()).masters, randomBytes);
    const { key, wrapped } = await before.generateDataKey({ a: 'b' });
    const after = createLocalKeyService((await open()).masters, randomBytes);
    expect(Buffer.from(await after.unwrap(wrapped, { a: 'b' }))).toEqual(Buffer.from(key));
  });
});

describe('createLocalTokenSigner', () => {
  it('signs JWTs that its public key verifies', async () => {
    const signer = await createLocalTokenSigner((await open()).signing);
    const [jwk] = await signer.publicKeys();
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ alg: 'ES256' })}.${encode({ sub: 'usr_1' })}`;
    const signature = await signer.sign(Buffer.from(signed));
    expect(signature).toHaveLength(64);
    const token = `${signed}.${Buffer.from(signature).toString('base64url')}`;
    await expect(compactVerify(token, await importJWK(jwk ?? {}))).resolves.toBeDefined();
  });

  it('publishes the public key only, under its thumbprint, the same after a restart', async () => {
    const signer = await createLocalTokenSigner((await open()).signing);
    const { x = '', y = '' } = (await readContent()).signingKey;
    const kid = await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y });
    expect(await signer.publicKeys()).toEqual([
      { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' },
    ]);
    expect(await signer.keyId()).toBe(kid);
    expect(await (await createLocalTokenSigner((await open()).signing)).keyId()).toBe(kid);
  });

  it('given a key of another type, throws', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    await expect(createLocalTokenSigner(privateKey)).rejects.toThrow(/P-256/);
  });

  it('given keys in a log line, shows no private bytes', async () => {
    const keys = await open();
    const { d = '' } = (await readContent()).signingKey;
    expect(inspect(keys, { depth: null, showHidden: true }) + JSON.stringify(keys)).not.toContain(d);
  });
});
