import * as z from 'zod';
import {
  byOperator,
  idOfUsername,
  reinstateRequest,
  reinstateUser,
  suspendRequest,
  suspendUser,
  type App,
} from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import type { CommandFunction } from './command.ts';

const request = z.union([
  z.strictObject({ suspend: suspendRequest }),
  z.strictObject({ reinstate: reinstateRequest }),
]);

/**
 * Suspends a user, as `npm run admin -- suspend <username>` does on one machine: `{ suspend: { username, until?, reason? } }`
 * or `{ reinstate: { username } }`. Resolves with the user's id, and until when. Rejects with a `ZodError` for another
 * request, and as the two do.
 */
export function suspensionsFunction(app: App): CommandFunction {
  return async (event) => {
    const asked = request.parse(event);
    const done =
      'suspend' in asked ? await suspend(app, asked.suspend) : await reinstate(app, asked.reinstate);
    app.log.info(done, 'suspend' in asked ? 'a user was suspended' : 'a user was reinstated');
    return done;
  };
}

export const lambda = defineLambda('command', suspensionsFunction);

async function suspend(app: App, { username, until, reason }: z.infer<typeof suspendRequest>) {
  const userId = await idOfUsername(app, username);
  const ends = until === undefined ? null : Date.parse(until);
  return suspendUser(app, byOperator, userId, { until: ends, reason });
}

const reinstate = async (app: App, { username }: z.infer<typeof reinstateRequest>) =>
  reinstateUser(app, byOperator, await idOfUsername(app, username));
