import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Random } from '../../shared/platform/ports.ts';
import type { MasterKeys } from './local-key-service.ts';

/** The keys of a runtime on one machine. */
export interface LocalKeys {
  /** 256 bits each that wrap the data keys: the one that wraps now first, and those that wrapped before. */
  masters: MasterKeys;
  /** The private key, on P-256, that signs access tokens. */
  signing: KeyObject;
  /** The one that signed before, whose tokens are still accepted. */
  previousSigning?: KeyObject;
}

const masterBytes = 32;
const masterKey = z.base64().refine((text) => Buffer.from(text, 'base64').length === masterBytes);
export const signingKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.base64url(),
  y: z.base64url(),
  d: z.base64url(),
});
const keyFile = z
  .object({
    masterKey,
    /** A file whose keys were never rotated has neither this nor what follows. */
    masterKeyId: z.int().positive().default(1),
    signingKey,
    previousMasterKeys: z.array(z.object({ id: z.int().positive(), key: masterKey })).default([]),
    previousSigningKey: signingKey.exactOptional(),
  })
  .refine(({ masterKeyId, previousMasterKeys }) => previousMasterKeys.every(({ id }) => id < masterKeyId));
type KeyFile = z.infer<typeof keyFile>;

/** Windows has neither these permission bits nor directories to sync. */
const isPosix = process.platform !== 'win32';

/**
 * The keys in `<dataDir>/keys.json`, which is made where it is missing, for its owner only. Throws, in a sentence for
 * the person at the terminal, if the file cannot be read, is damaged, or is open to other users.
 */
export async function openKeyFile(dataDir: string, random: Random): Promise<LocalKeys> {
  const path = join(dataDir, 'keys.json');
  const existing = await read(path);
  if (existing) return keysOf(path, existing);
  await createSecret(dataDir, path, random, freshKeys(random));
  const created = await read(path);
  if (!created) throw new Error(`The key file ${path} vanished as soon as it was made.`);
  return keysOf(path, created);
}

/**
 * Puts a new master key and a new signing key in the place of the current ones, which stay in the file: the master key for
 * what it has wrapped, the signing key for the tokens that it has signed; the signing key before that goes. A runtime
 * that is running takes them at its next start. Gives the number of the new master key. Throws like `openKeyFile`, or if
 * there is no key file, or if another rotation is under way.
 */
export async function rotateKeyFile(dataDir: string, random: Random): Promise<number> {
  const { masterKeyId } = await changeKeyFile(dataDir, (before) => rotated(before, random));
  return masterKeyId;
}

/**
 * Takes earlier master keys out of the file, for good: what they have wrapped can never be opened again. The current one
 * stays, whatever is asked. Throws like `rotateKeyFile`.
 */
export async function forgetMasterKeys(dataDir: string, ids: ReadonlySet<number>): Promise<void> {
  await changeKeyFile(dataDir, (before) => ({
    ...before,
    previousMasterKeys: before.previousMasterKeys.filter(({ id }) => !ids.has(id)),
  }));
}

/** Puts a changed key file in the place of the one that is there, whole or not at all. */
async function changeKeyFile(dataDir: string, change: (before: KeyFile) => KeyFile): Promise<KeyFile> {
  const path = join(dataDir, 'keys.json');
  const next = `${path}.rotating`;
  // it keeps other changes out until it takes the place of the key file
  await using file = await open(next, 'wx', 0o600).catch((error: unknown) => {
    throw errorCode(error) === 'EEXIST' ? new Error(rotating(next)) : error;
  });
  try {
    const before = await read(path);
    if (!before) throw new Error(`There is no key file ${path}: it is made at the first start.`);
    const content = change(before);
    // what is made of it must be readable, and what was there before
    keysOf(path, content);
    await file.writeFile(textOf(content));
    await file.sync();
    await rename(next, path);
    if (isPosix) await syncDirectory(dataDir);
    return content;
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

const rotating = (file: string) =>
  `There is a file ${file}: another rotation is under way. If none is, one was broken off; then delete it and try again.`;

function rotated(before: KeyFile, random: Random): KeyFile {
  const { masterKey: key, masterKeyId: id, previousMasterKeys, signingKey: previousSigningKey } = before;
  return {
    ...freshKeys(random),
    masterKeyId: id + 1,
    previousMasterKeys: [{ id, key }, ...previousMasterKeys],
    previousSigningKey,
  };
}

async function read(path: string): Promise<KeyFile | undefined> {
  const text = await readSecret(path);
  return text === undefined ? undefined : parse(path, text);
}

/** What a file holds that is open to its owner only; `undefined` where there is none. Throws like `openKeyFile`. */
export async function readSecret(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r');
    const { mode } = await file.stat();
    if (isPosix && (mode & 0o077) !== 0) throw new InsecurePermissionsError(path);
    return await file.readFile('utf8');
  } catch (error) {
    if (error instanceof InsecurePermissionsError) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    throw new Error(
      `The key file ${path} cannot be read (${code}). It holds the keys to everything stored: make it readable for ` +
        'the user who runs this, and do not delete it.',
      { cause: error },
    );
  }
}

class InsecurePermissionsError extends Error {
  constructor(path: string) {
    super(
      `The key file ${path} is open to other users of this machine. Run "chmod 600 ${path}"; if that changes ` +
        'nothing, the file system keeps no permissions: set DATA_DIR to a folder on one that does.',
    );
  }
}

function parse(path: string, text: string): KeyFile {
  try {
    return keyFile.parse(JSON.parse(text));
  } catch {
    throw damaged(path);
  }
}

/** Throws where the file holds no keys. */
function keysOf(path: string, file: KeyFile): LocalKeys {
  try {
    const secret = (text: string) => createSecretKey(text, 'base64');
    return {
      masters: [
        { id: file.masterKeyId, key: secret(file.masterKey) },
        ...file.previousMasterKeys.map(({ id, key }) => ({ id, key: secret(key) })),
      ],
      signing: privateKeyOf(file.signingKey),
      ...(file.previousSigningKey && { previousSigning: privateKeyOf(file.previousSigningKey) }),
    };
  } catch {
    throw damaged(path);
  }
}

/** Throws where the halves of the key do not belong together. */
export function privateKeyOf(key: KeyFile['signingKey']): KeyObject {
  const signing = createPrivateKey({ key, format: 'jwk' });
  // a JWK's private and public halves are stored apart, and the import does not compare them
  const probe = Buffer.from('probe');
  if (!verify('sha256', probe, createPublicKey(signing), sign('sha256', probe, signing))) {
    throw new Error('the halves of the signing key do not match');
  }
  return signing;
}

/** Without the cause, which may quote what the file holds. */
function damaged(path: string): Error {
  return new Error(
    `The key file ${path} is damaged. What is stored cannot be read without it: bring it back from a backup. To ` +
      'start over with nothing, delete the whole data folder.',
  );
}

function freshKeys(random: Random): Pick<KeyFile, 'masterKey' | 'signingKey'> {
  return {
    masterKey: Buffer.from(random(masterBytes)).toString('base64'),
    signingKey: freshSigningKey(),
  };
}

export function freshSigningKey(): KeyFile['signingKey'] {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return signingKey.parse(privateKey.export({ format: 'jwk' }));
}

const textOf = (content: object) => `${JSON.stringify(content, null, 2)}\n`;

/** Makes a file of the folder whole or not at all, and never over one that another process has just made. */
export async function createSecret(
  dataDir: string,
  path: string,
  random: Random,
  content: object,
): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${Buffer.from(random(8)).toString('hex')}`;
  try {
    await writeSynced(temporary, textOf(content));
    // unlike a rename, a link fails where there is a file already
    await link(temporary, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  // data wrapped by these keys must not outlive them in a power cut
  if (isPosix) await syncDirectory(dataDir);
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r');
  await directory.sync();
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
