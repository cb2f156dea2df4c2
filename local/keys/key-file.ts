import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Random } from '../../shared/platform/ports.ts';

/** The two keys of a runtime on one machine. */
export interface LocalKeys {
  /** 256 bits that wrap the data keys. */
  master: KeyObject;
  /** The private key, on P-256, that signs access tokens. */
  signing: KeyObject;
}

const masterBytes = 32;
const keyFile = z.object({
  masterKey: z.base64().refine((text) => Buffer.from(text, 'base64').length === masterBytes),
  signingKey: z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.base64url(),
    y: z.base64url(),
    d: z.base64url(),
  }),
});

/** Windows has neither these permission bits nor directories to sync. */
const isPosix = process.platform !== 'win32';

/**
 * The keys in `<dataDir>/keys.json`, which is made where it is missing, for its owner only. Throws, in a sentence for
 * the person at the terminal, if the file cannot be read, is damaged, or is open to other users.
 */
export async function openKeyFile(dataDir: string, random: Random): Promise<LocalKeys> {
  const path = join(dataDir, 'keys.json');
  const existing = await read(path);
  if (existing) return existing;
  await create(dataDir, path, random);
  const created = await read(path);
  if (!created) throw new Error(`The key file ${path} vanished as soon as it was made.`);
  return created;
}

async function read(path: string): Promise<LocalKeys | undefined> {
  let text: string;
  try {
    await using file = await open(path, 'r');
    const { mode } = await file.stat();
    if (isPosix && (mode & 0o077) !== 0) throw new TooOpen(path);
    text = await file.readFile('utf8');
  } catch (error) {
    if (error instanceof TooOpen) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    throw new Error(
      `The key file ${path} cannot be read (${code}). It holds the keys to everything stored: make it readable for ` +
        'the user who runs this, and do not delete it.',
      { cause: error },
    );
  }
  return parse(path, text);
}

class TooOpen extends Error {
  constructor(path: string) {
    super(
      `The key file ${path} is open to other users of this machine. Run "chmod 600 ${path}"; if that changes ` +
        'nothing, the file system keeps no permissions: set DATA_DIR to a folder on one that does.',
    );
  }
}

function parse(path: string, text: string): LocalKeys {
  try {
    const { masterKey, signingKey } = keyFile.parse(JSON.parse(text));
    const signing = createPrivateKey({ key: signingKey, format: 'jwk' });
    // a JWK's private and public halves are stored apart, and the import does not compare them
    const probe = Buffer.from('probe');
    if (!verify('sha256', probe, createPublicKey(signing), sign('sha256', probe, signing))) {
      throw new Error('the halves of the signing key do not match');
    }
    return { master: createSecretKey(masterKey, 'base64'), signing };
  } catch {
    // without the cause, which may quote what the file holds
    throw new Error(
      `The key file ${path} is damaged. What is stored cannot be read without it: bring it back from a backup. To ` +
        'start over with nothing, delete the whole data folder.',
    );
  }
}

/** Makes the file whole or not at all, and never over one that another process has just made. */
async function create(dataDir: string, path: string, random: Random): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content: z.infer<typeof keyFile> = {
    masterKey: Buffer.from(random(masterBytes)).toString('base64'),
    signingKey: keyFile.shape.signingKey.parse(privateKey.export({ format: 'jwk' })),
  };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${Buffer.from(random(8)).toString('hex')}`;
  try {
    await writeSynced(temporary, `${JSON.stringify(content, null, 2)}\n`);
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
