import * as z from 'zod';
import { requireRole, type Authority } from '../accounts/index.ts';
import { auditActionNames, operator } from '../platform/audit/actions.ts';
import { dayOf } from '../platform/audit/entry.ts';
import { listEntries, type FoundEntries } from '../platform/audit/list-entries.ts';
import { verifyDay, type ChainReport } from '../platform/audit/verify-day.ts';
import { ChatError } from '../platform/errors.ts';
import type { AdminContext } from './context.ts';

type Context = Pick<
  AdminContext,
  'accounts' | 'audit' | 'clock' | 'config' | 'durable' | 'passkeys' | 'secrets'
>;

/** A day in UTC: `2026-11-30`. */
const day = z.iso.date();

export const auditRequest = z.strictObject({
  /** Who did it or to whom it was done: a username, a user's id, or `operator`. */
  person: z.string().min(1).optional(),
  /** Who did it, in the same forms. */
  actor: z.string().min(1).optional(),
  action: z.enum(auditActionNames).optional(),
  /** From this day to that one, both included; by default the last seven days, of a person all. */
  from: day.optional(),
  to: day.optional(),
  limit: z.int().min(1).max(1_000).default(100),
});

export const verifyRequest = z.strictObject({
  /** By default today. */
  day: day.optional(),
});

/** What was found of the chains of a day. */
export interface AuditReport {
  day: string;
  chains: ChainReport[];
}

const dayMs = 24 * 3600_000;

/** Entries of the audit log, the newest first. Throws `user_not_found`, and as `requireRole` does. */
export async function listAuditLog(
  context: Context,
  authority: Authority,
  { person, actor, action, from, to, limit }: z.infer<typeof auditRequest>,
): Promise<FoundEntries> {
  await requireRole(context, 'readAuditLog', authority);
  const end = to === undefined ? context.clock.now() : Date.parse(to) + dayMs - 1;
  const earliest = person === undefined && actor === undefined ? end - 7 * dayMs : 0;
  return listEntries(context, {
    person: person === undefined ? undefined : await idOf(context, person),
    actor: actor === undefined ? undefined : await idOf(context, actor),
    action,
    from: from === undefined ? earliest : Date.parse(from),
    to: end,
    limit,
  });
}

/** Checks the chains of a day. Throws as `requireRole` does. */
export async function verifyAuditLog(
  context: Context,
  authority: Authority,
  request: z.infer<typeof verifyRequest>,
): Promise<AuditReport> {
  await requireRole(context, 'readAuditLog', authority);
  const { durable, secrets, clock } = context;
  const now = clock.now();
  const checked = request.day ?? dayOf(now);
  return { day: checked, chains: await verifyDay({ durable, secrets, now }, checked) };
}

/** What looks like an id is taken as one; the id stands in the list, should a user be named like one. */
async function idOf({ accounts }: Context, person: string): Promise<string> {
  if (person === operator || /^(usr|bot)_[\w-]{22}$/.test(person)) return person;
  const found = await accounts.idOfUsername(person);
  if (found === undefined) throw new ChatError('user_not_found');
  return found;
}
