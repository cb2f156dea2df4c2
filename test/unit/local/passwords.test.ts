import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPasswordPool, type PasswordPool } from '../../../local/passwords/pool.ts';
import { createInProcessPasswords } from '../../../shared/platform/aws/passwords/in-process-passwords.ts';
import { Unavailable } from '../../../shared/platform/errors.ts';
import type { PasswordHasher } from '../../../shared/platform/ports.ts';

/** The lowest cost that bcrypt knows, so that tests are fast. */
const cost = 4;
let pools: PasswordPool[] = [];
const pool = (atCost = cost) => {
  const made = createPasswordPool(atCost);
  pools.push(made);
  return made;
};

let threads: Worker[] = [];
/** Node tells of every thread that is started in this one. */
const onThread = (message: unknown) => {
  if (
    typeof message === 'object' &&
    message !== null &&
    'worker' in message &&
    message.worker instanceof Worker
  ) {
    threads.push(message.worker);
  }
};
beforeEach(() => subscribe('worker_threads', onThread));
afterEach(async () => {
  unsubscribe('worker_threads', onThread);
  await Promise.all(pools.map((each) => each.close()));
  pools = [];
  threads = [];
});

const hashers: [string, () => PasswordHasher][] = [
  ['threads', pool],
  ['in process', () => createInProcessPasswords(cost)],
];
describe.each(hashers)('PasswordHasher: %s', (_, make) => {
  it('estimates how many guesses a password withstands, and why they are few', async () => {
    const hasher = make();
    expect(await hasher.estimate('password', [])).toEqual({ guesses: 3, weakness: 'topTen' });
    const { guesses } = await hasher.estimate('lovelace1815', ['lovelace']);
    expect(guesses).toBeLessThan((await hasher.estimate('lovelace1815', [])).guesses);
  });

  it('accepts the hashed password, and no other', async () => {
    const passwords = make();
    const hash = await passwords.hash('correct horse 🐎');
    expect(hash).toMatch(/^\$2b\$04\$/);
    expect(hash).not.toContain('horse');
    expect(await passwords.verify('correct horse 🐎', hash)).toBe(true);
    expect(await passwords.verify('correct horse', hash)).toBe(false);
    expect(await passwords.verify('', hash)).toBe(false);
  });

  it('gives the same password a different hash each time', async () => {
    const passwords = make();
    expect(await passwords.hash('password')).not.toBe(await passwords.hash('password'));
  });

  it('verifies hashes of another cost, and of other bcrypt implementations', async () => {
    const passwords = make();
    const hash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
    expect(await passwords.verify('U*U', hash)).toBe(true);
    expect(await passwords.verify('U*V', hash)).toBe(false);
  });

  it('accepts no password for an invalid hash', async () => {
    expect(await make().verify('password', 'password')).toBe(false);
  });
});

describe('createPasswordPool', () => {
  it('given a cost, hashes at it', async () => {
    expect(await pool(5).hash('password')).toMatch(/^\$2b\$05\$/);
  });

  it('given four hashes, runs them in two other threads and leaves the event loop free', async () => {
    const passwords = pool(10);
    let turns = 0;
    let counting = true;
    const count = () => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const hashes = await Promise.all(['a', 'b', 'c', 'd'].map((password) => passwords.hash(password)));
    counting = false;
    expect(hashes).toHaveLength(4);
    // in this thread, bcrypt would let it turn a few times
    expect(turns).toBeGreaterThan(1_000);
    expect(threads).toHaveLength(2);
  });

  it('starts a thread for work, and ends it when idle', async () => {
    const passwords = pool();
    expect(threads).toHaveLength(0);
    await passwords.hash('password');
    expect(threads).toHaveLength(1);
    await Promise.all(threads.map((thread) => once(thread, 'exit')));
    expect(await passwords.hash('password')).toMatch(/^\$2b\$/);
    expect(threads).toHaveLength(2);
  });

  it('given a thousand waiting, rejects the next, and serves the rest', async () => {
    const passwords = pool();
    const results = await Promise.allSettled(
      Array.from({ length: 1_100 }, () => passwords.verify('password', 'no hash')),
    );
    const rejected = results.filter((result) => result.status === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected.length).toBeLessThanOrEqual(100);
    for (const { reason } of rejected) expect(reason).toBeInstanceOf(Unavailable);
    expect(await passwords.hash('password')).toMatch(/^\$2b\$/);
  });

  it('given an invalid hash, throws an error without the password', async () => {
    const failing = pool().verify('s3cret-password', `$2b$99$${'x'.repeat(53)}`);
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('s3cret');
  });
});
