import * as z from 'zod';
import { characters, idOf, replyText } from './bounds.ts';
import { cursor, limits, limitText, pageOf, time } from './common.ts';
import { roleErrors } from './admin-users.ts';
import { defineRoutes } from './route.ts';

/** A day in UTC, as it stands in a query string. */
export const dayText = z.iso.date().meta({ maxLength: 10, description: 'A day in UTC, like `2026-11-30`.' });

export const auditRecord = z
  .object({
    id: idOf('the entry'),
    at: time('When it was done.'),
    action: replyText(64, 'What was done, by its name: `suspend`. Later versions add to them.'),
    says: replyText(128, 'The same in words, without who and to whom: `suspended the account`.'),
    outcome: z.enum(['done', 'refused']).describe('Whether it was done.'),
    actor: replyText(
      128,
      'Who did it: the id of a user, `operator` for a command of the operators, or `unauthenticated`.',
    ),
    subject: replyText(128, 'To whom or to what it was done, by id; `none` where there is neither.'),
    users: z
      .array(
        z.object({
          id: idOf('the user'),
          username: replyText(32, 'The username.'),
          name: replyText(64, 'The display name.'),
        }),
      )
      .meta({ maxItems: 2, description: 'Who the actor and the subject are, as far as they are users.' }),
    device: replyText(128, 'The device in words; empty where it is unknown.'),
    detail: z
      .record(replyText(64, 'What it is.'), replyText(2_048, 'A name from a list, or ids.'))
      .meta({ description: 'What else is recorded: names from a list, and ids.' }),
    intact: z.boolean().describe('Whether the entry is what was recorded. If not, the database was changed.'),
  })
  .meta({ id: 'AuditRecord', description: 'An entry of the audit log.' });
export type AuditRecord = z.infer<typeof auditRecord>;
export const auditPage = pageOf(auditRecord)
  .extend({
    missing: z.array(replyText(128, 'The time and the id of an entry.')).meta({
      maxItems: limits.pageMax,
      description: 'Entries that should be among these, and are not: they were removed from the database.',
    }),
  })
  .meta({
    id: 'AuditPage',
    description:
      'Entries of the audit log, the newest first. A page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on.',
  });
export type AuditPage = z.infer<typeof auditPage>;

const whom = characters(z.string(), 1, 128);

export const listAuditQuery = z.strictObject({
  person: whom.optional().describe('Who did it or to whom it was done: a username, an id, or `operator`.'),
  actor: whom.optional().describe('Who did it, in the same forms.'),
  action: characters(z.string(), 1, 64).optional().describe('What was done, by its name.'),
  from: dayText.optional().describe('The first day. Left out: as long as entries are kept.'),
  to: dayText.optional().describe('The last day. Left out: today.'),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type ListAuditQuery = z.output<typeof listAuditQuery>;

export const verifyAuditQuery = z.strictObject({ day: dayText, cursor: cursor.optional() });
export type VerifyAuditQuery = z.output<typeof verifyAuditQuery>;

const auditProblem = z
  .object({
    what: z
      .enum(['entry changed', 'entry missing', 'entry not sealed', 'link changed', 'link missing'])
      .describe('What is wrong.'),
    at: replyText(160, 'With which entry or link, by its place.'),
  })
  .meta({ id: 'AuditProblem', description: 'Something that the database should not hold, or lacks.' });

export const auditVerification = z
  .object({
    day: dayText,
    entries: z.int().min(0).describe('How many entries this part of the check looked at.'),
    pending: z.int().min(0).describe('How many of them are so new that they may not be sealed yet.'),
    problems: z
      .array(auditProblem)
      .meta({ maxItems: limits.pageMax, description: 'What is wrong, at most 100; none is good.' }),
    nextCursor: replyText(1024, 'The `cursor` of the next part.')
      .nullable()
      .describe('The `cursor` of the next part of the day; `null` when the whole day is checked.'),
  })
  .meta({
    id: 'AuditVerification',
    description: 'Whether the entries of a part of a day are what was recorded.',
  });
export type AuditVerification = z.infer<typeof auditVerification>;

export const adminAuditRoutes = defineRoutes({
  listAudit: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/audit',
    summary: 'List who did what to whom, the newest first',
    query: listAuditQuery,
    replies: { 200: auditPage },
    errors: [...roleErrors, 'invalid_cursor', 'user_not_found'],
  },
  verifyAudit: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/audit/verification',
    summary: 'Check that the entries of a day are what was recorded, part by part',
    query: verifyAuditQuery,
    replies: { 200: auditVerification },
    errors: [...roleErrors, 'invalid_cursor'],
  },
});
