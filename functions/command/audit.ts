import * as z from 'zod';
import { auditRequest, listAuditLog, verifyAuditLog, verifyRequest, type App } from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import type { CommandFunction } from './command.ts';

const request = z.union([z.strictObject({ list: auditRequest }), z.strictObject({ verify: verifyRequest })]);

/**
 * Reads the audit log, as `npm run audit` does on one machine: `{ list: { person: "alice" } }` or
 * `{ verify: { day: "2026-11-30" } }`. Rejects with a `ZodError` for another request, and as the two do.
 */
export function auditFunction(app: App): CommandFunction {
  return async (event) => {
    const asked = request.parse(event);
    return 'list' in asked
      ? listAuditLog(app, 'operator', asked.list)
      : verifyAuditLog(app, 'operator', asked.verify);
  };
}

export const lambda = defineLambda('command', auditFunction);
