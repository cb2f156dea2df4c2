import * as z from 'zod';
import { requireRole, type Authority, type Caller } from '../accounts/index.ts';
import { auditActionNames, auditedAction, operator, type AuditAction } from '../platform/audit/actions.ts';
import { chainsOf } from '../platform/audit/chain.ts';
import { dayOf } from '../platform/audit/entry.ts';
import { listEntries, type FoundEntries } from '../platform/audit/list-entries.ts';
import { pageEntries } from '../platform/audit/page-entries.ts';
import { verifyChain, verifyDay, type ChainReport } from '../platform/audit/verify-day.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import { wireTime } from '../platform/time.ts';
import {
  limits,
  type AuditPage,
  type AuditVerification,
  type ListAuditQuery,
  type VerifyAuditQuery,
} from '../protocol/index.ts';
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

const isUserId = (text: string): boolean => /^(usr|bot)_[\w-]{22}$/.test(text);

/** What looks like an id is taken as one; the id stands in the list, should a user be named like one. */
async function idOf({ accounts }: Context, person: string): Promise<string> {
  if (person === operator || isUserId(person)) return person;
  const found = await accounts.idOfUsername(person);
  if (found === undefined) throw new ChatError('user_not_found');
  return found;
}

type HttpContext = Context & Pick<AdminContext, 'accounts'>;

/** A page of the audit log, the newest first. Throws `user_not_found`, `invalid_cursor`, and as `requireRole` does. */
export async function listAudit(
  context: HttpContext,
  caller: Caller,
  { person, actor, action, from, to, cursor, limit }: ListAuditQuery,
): Promise<AuditPage> {
  await requireRole(context, 'readAuditLog', caller);
  const known = auditActionNames.find((name) => name === action);
  // of a version that knows it, or mistyped: nothing here is called so
  if (action !== undefined && known === undefined) return { items: [], nextCursor: null, missing: [] };
  const [personId, actorId] = await Promise.all([
    person === undefined ? undefined : idOf(context, person),
    actor === undefined ? undefined : idOf(context, actor),
  ]);
  const scope = `audit|${JSON.stringify([personId, actorId, known, from, to])}`;
  const now = context.clock.now();
  const earliest = now - context.config.auditRetentionDays * dayMs;
  const page = await pageEntries(context, {
    person: personId,
    actor: actorId,
    action: known,
    from: Math.max(earliest, from === undefined ? 0 : Date.parse(from)),
    to: Math.min(now, to === undefined ? now : Date.parse(to) + dayMs - 1),
    before: cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, z.string()),
    limit,
  });
  const named = page.entries.flatMap(({ entry }) => [entry.actor, entry.subject]).filter(isUserId);
  const accounts = await context.accounts.getMany(named);
  return {
    items: page.entries.map(({ entry, intact }) => ({
      id: entry.id,
      at: wireTime(entry.at),
      action: entry.action,
      says: auditActionNames.some((name) => name === entry.action)
        ? auditedAction(entry.action as AuditAction).says
        : entry.action,
      outcome: entry.outcome,
      actor: entry.actor,
      subject: entry.subject,
      users: [...new Set([entry.actor, entry.subject])].flatMap((id) => {
        const account = accounts.get(id);
        return account ? [{ id, username: account.username, name: account.name }] : [];
      }),
      device: entry.device,
      detail: entry.detail,
      intact,
    })),
    nextCursor: page.next === undefined ? null : await sealCursor(context.secrets, scope, page.next),
    missing: page.missing.slice(0, limits.pageMax),
  };
}

/** How long one part of the check takes at most before it says where to go on, by the clock of the process. */
const partMs = 4_000;

/**
 * Checks the chains of a day, as many as a few seconds let, and says where to go on. Throws `invalid_cursor`, and as `requireRole`
 * does.
 */
export async function verifyAudit(
  context: HttpContext,
  caller: Caller,
  { day: checked, cursor }: VerifyAuditQuery,
): Promise<AuditVerification> {
  await requireRole(context, 'readAuditLog', caller);
  const scope = `verify|${checked}`;
  const chains = chainsOf(checked);
  let index = cursor === undefined ? 0 : await openCursor(context.secrets, scope, cursor, z.int().min(0));
  const { durable, secrets, clock } = context;
  const began = performance.now();
  const reply: AuditVerification = { day: checked, entries: 0, pending: 0, problems: [], nextCursor: null };
  while (index < chains.length && performance.now() - began < partMs) {
    const part = chains.slice(index, index + chainsAtOnce);
    const reports = await Promise.all(
      part.map((chain) => verifyChain({ durable, secrets, now: clock.now() }, chain)),
    );
    for (const { entries, pending, problems } of reports) {
      reply.entries += entries;
      reply.pending += pending;
      reply.problems.push(...problems);
    }
    index += part.length;
  }
  reply.problems = reply.problems.slice(0, limits.pageMax);
  if (index < chains.length) reply.nextCursor = await sealCursor(context.secrets, scope, index);
  return reply;
}

/** Chains that are checked at once: their partitions are read beside each other. */
const chainsAtOnce = 10;
