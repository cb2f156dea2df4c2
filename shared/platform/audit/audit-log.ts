import type { Config } from '../config.ts';
import { newId } from '../ids.ts';
import { keys } from '../keys.ts';
import type { Logger } from '../logger.ts';
import type { Clock, Random } from '../ports.ts';
import type { Secrets } from '../secrets.ts';
import type { Item, Table, Write } from '../table.ts';
import { epochSeconds } from '../time.ts';
import { auditedAction, noSubject, operator, unauthenticated, type AuditEvent } from './actions.ts';
import { appendLink } from './chain.ts';
import { auditEntry, entryMac, keyOfEntry } from './entry.ts';

/** Records what was done, for good. */
export interface AuditLog {
  /** The write that records something, for the transaction that does it: both happen or neither. */
  entry(event: AuditEvent): Promise<Write>;
  /** Records something by itself. Rejects with `Unavailable`. */
  record(event: AuditEvent): Promise<void>;
  /**
   * After an entry was stored: has it found by the people whom it names, and puts it into the chain of its day. It may be done
   * again. Rejects with `Unavailable`.
   */
  seal(item: Item): Promise<void>;
}

const daySeconds = 24 * 3600;

export function createAuditLog(deps: {
  durable: Table;
  secrets: Secrets;
  clock: Clock;
  random: Random;
  log: Logger;
  config: Pick<Config, 'auditRetentionDays'>;
}): AuditLog {
  const { durable, secrets, clock, random, log, config } = deps;

  async function itemOf({ action, actor, subject, outcome, source, detail }: AuditEvent): Promise<Item> {
    const { keptDays = Infinity, shards = 1, detail: shape } = auditedAction(action);
    const at = clock.now();
    const days = Math.min(keptDays, config.auditRetentionDays);
    const entry = {
      at,
      id: newId(random, 'aud'),
      action,
      shard: (random(1)[0] ?? 0) % shards,
      actor,
      subject,
      outcome,
      address: source?.address ? await addressHash(secrets, source.address) : '',
      device: source?.device ?? '',
      detail: shape.parse(detail ?? {}),
      expiresAt: epochSeconds(at) + days * daySeconds,
    };
    const key = keyOfEntry(entry);
    const { detail: details, ...rest } = entry;
    const mac = await entryMac(secrets, key, entry);
    return { ...key, ...rest, ...(Object.keys(details).length > 0 && { detail: details }), mac };
  }

  async function entry(event: AuditEvent): Promise<Write & { put: Item }> {
    return { put: await itemOf(event), if: { exists: false } };
  }

  return {
    entry,
    async record(event) {
      const { put } = await entry(event);
      await durable.put(put, { exists: false });
    },
    async seal(item) {
      const stored = auditEntry.parse(item);
      const { at, id, action, shard, expiresAt } = stored;
      await Promise.all(
        peopleOf(stored).map((person) =>
          durable.put({ ...keys.auditPointer(person, at, id), at, id, action, shard, expiresAt }),
        ),
      );
      const { seq, mac } = await appendLink({ durable, secrets }, stored, item);
      // logs are kept where no function can change them: what they say of the chain holds against who rewrites all of it
      log.info({ auditDay: item.pk, seq, link: mac }, 'an audit entry was sealed');
    },
  };
}

/** Stands for an IP address where it only has to be recognised. */
export const addressHash = async (secrets: Secrets, address: string): Promise<string> =>
  (await secrets.mac('audit-address', address)).slice(0, 22);

/** Those under whom an entry is found: who did it, and to whom. */
function peopleOf({ actor, subject }: { actor: string; subject: string }): string[] {
  const found = new Set([actor, subject]);
  for (const none of [unauthenticated, noSubject]) found.delete(none);
  // an operator is found: what commands did
  return [...found].sort((a, b) => Number(a === operator) - Number(b === operator));
}
