import { parseArgs } from 'node:util';
import * as z from 'zod';
import {
  auditRequest,
  listAuditLog,
  verifyAuditLog,
  verifyRequest,
  type AuditReport,
  type FoundEntries,
} from '../../shared/app.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { wireTime } from '../../shared/platform/time.ts';
import { onApp } from '../on-app.ts';
import type { Settings } from '../settings.ts';

const usage = `npm run audit -- list                        what was done in the last seven days, the newest first
    --person <username, id or operator>      what they did and what was done to them, at any time
    --actor <the same>                       what they did
    --action <sign-in, change-role, …>       one kind of action
    --from <day> --to <day>                  days in UTC, as in 2026-11-30
    --limit <number>                         100 by default
npm run audit -- verify --day <day>          whether the entries of a day are what was recorded; by default today
Stop the backend before, if it is on SQLite.`;

/** What to print, and whether something is wrong with the log. */
export interface AuditOutput {
  text: string;
  wrong: boolean;
}

/** `npm run audit`: reads the audit log of this machine. Throws what went wrong, also where the backend has the data folder. */
export async function auditCommand(parameters: string[], settings: Settings): Promise<AuditOutput> {
  const text = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { person: text, actor: text, action: text, from: text, to: text, limit: text, day: text },
  });
  const [command, ...more] = positionals;
  const { limit, ...given } = values;
  if (more.length > 0) throw new Error(usage);
  if (command === 'verify') {
    const request = read(verifyRequest, values);
    return onApp(settings, async (app) => reportOutput(await verifyAuditLog(app, 'operator', request)));
  }
  if (command !== 'list') throw new Error(usage);
  const request = read(auditRequest, { ...given, ...(limit !== undefined && { limit: Number(limit) }) });
  return onApp(settings, async (app) => {
    try {
      return listOutput(await listAuditLog(app, 'operator', request));
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'user_not_found') throw error;
      throw new Error('There is no such user.', { cause: error });
    }
  });
}

function read<Schema extends z.ZodType>(schema: Schema, values: object): z.output<Schema> {
  const { success, data, error } = schema.safeParse(values);
  if (success) return data;
  throw new Error(`${z.prettifyError(error)}\n\n${usage}`);
}

function listOutput({ entries, missing }: FoundEntries): AuditOutput {
  const lines = entries.map(({ entry, intact }) => {
    const { at, action, actor, subject, outcome, device, address, detail } = entry;
    const details = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
    const from = [device, address && `address ${address}`].filter((part) => part !== '').join(', ');
    return [
      intact ? '' : 'NOT WHAT WAS RECORDED',
      wireTime(at),
      action,
      outcome,
      actor === subject ? actor : `${actor} → ${subject}`,
      ...details,
      from,
    ]
      .filter((part) => part !== '')
      .join('  ');
  });
  const gone = missing.map((name) => `MISSING  ${name}`);
  const text = [...lines, ...gone].join('\n') || 'There are no such entries.';
  return { text, wrong: gone.length > 0 || entries.some(({ intact }) => !intact) };
}

function reportOutput({ day, chains }: AuditReport): AuditOutput {
  const lines = chains.flatMap(({ action, shard, entries, links, pending, last, problems }) => [
    `${action} ${shard}: ${entries} entries, ${links} links` +
      (pending > 0 ? `, ${pending} not sealed yet: start the backend, which does that` : '') +
      (last === undefined ? '' : `, the last ${last}`),
    ...problems.map(({ what, at }) => `  WRONG: ${what}, ${at}`),
  ]);
  const wrong = chains.some(({ problems }) => problems.length > 0);
  const verdict = wrong ? 'The log of this day is not what was recorded.' : 'Nothing is wrong with it.';
  return { text: [day, ...lines, lines.length > 0 ? verdict : 'Nothing was recorded.'].join('\n'), wrong };
}
