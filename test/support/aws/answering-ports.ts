import type { Ports } from '../../../shared/platform/ports.ts';
import { temporaryDatabase } from '../backend/database.ts';

/** What keys and signer answer. */
export const answer = new Uint8Array(1);

/** Ports that do nothing but answer, for what is put around them; the tables are real. */
export function answeringPorts(): Partial<Ports> {
  const tables = temporaryDatabase();
  return {
    durable: tables.table('durable'),
    ephemeral: tables.table('ephemeral'),
    sockets: { post: () => Promise.resolve('gone'), close: () => Promise.resolve() },
    work: { add: () => Promise.resolve() },
    timers: { lateness: 0, set: () => Promise.resolve(), cancel: () => Promise.resolve() },
    keys: {
      generateDataKey: () => Promise.resolve({ key: answer, wrapped: answer }),
      unwrap: () => Promise.resolve(answer),
      rewrap: () => Promise.resolve(answer),
    },
    signer: {
      sign: () => Promise.resolve(answer),
      keyId: () => Promise.resolve('k'),
      publicKeys: () => Promise.resolve([]),
    },
    passwords: {
      hash: () => Promise.resolve('hash'),
      verify: () => Promise.resolve(true),
      estimate: () => Promise.resolve({ guesses: Infinity }),
    },
  };
}
