import { changeRole, roleRequest, type App } from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import type { CommandFunction } from './command.ts';

/**
 * Gives a user a role, as `npm run admin -- promote <username>` does on one machine: `{ username, role }`. Resolves with
 * `{ userId, before }`. Rejects with a `ZodError` for another request, and as `changeRole` does.
 */
export function rolesFunction(app: App): CommandFunction {
  return async (event) => {
    const request = roleRequest.parse(event);
    const changed = await changeRole(app, 'operator', request);
    app.log.info({ ...changed, role: request.role }, 'a role was changed');
    return changed;
  };
}

export const lambda = defineLambda('command', rolesFunction);
