import { byOperator, changeRole, idOfUsername, roleRequest, type App } from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import type { CommandFunction } from './command.ts';

/**
 * Gives a user a role, as `npm run admin -- promote <username>` does on one machine: `{ username, role }`. Resolves with
 * `{ userId, before }`. Rejects with a `ZodError` for another request, and as `changeRole` does.
 */
export function rolesFunction(app: App): CommandFunction {
  return async (event) => {
    const { username, role } = roleRequest.parse(event);
    const changed = await changeRole(app, byOperator, await idOfUsername(app, username), role);
    app.log.info({ ...changed, role }, 'a role was changed');
    return changed;
  };
}

export const lambda = defineLambda('command', rolesFunction);
