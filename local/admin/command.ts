import { parseArgs } from 'node:util';
import { changeRole } from '../../shared/app.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { role, type Role } from '../../shared/protocol/index.ts';
import { onApp } from '../on-app.ts';
import type { Settings } from '../settings.ts';

const usage = `npm run admin -- promote <username>                    makes a user an administrator
npm run admin -- promote <username> --role moderator   makes a user a moderator
npm run admin -- demote <username>                     makes them a user like others
Stop the backend before, if it is on SQLite; on DynamoDB it learns of it within 2 seconds.`;

/** `npm run admin`: gives roles. Gives what to print; throws what went wrong, also where the backend has the data folder. */
export async function adminCommand(parameters: string[], settings: Settings): Promise<string> {
  const { positionals, values } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { role: { type: 'string' } },
  });
  const [command, username, ...more] = positionals;
  const wanted = roleOf(command, values.role);
  if (!wanted || username === undefined || more.length > 0) throw new Error(usage);
  return onApp(settings, async (app) => {
    try {
      const { before } = await changeRole(app, 'operator', { username, role: wanted });
      return before === wanted
        ? `${username} is ${wanted} already.`
        : `${username} is ${wanted} now, before: ${before}.`;
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'user_not_found') throw error;
      throw new Error(`There is no user ${username}.`, { cause: error });
    }
  });
}

function roleOf(command: string | undefined, given: string | undefined): Role | undefined {
  if (command === 'demote') return given === undefined ? 'user' : undefined;
  if (command !== 'promote') return undefined;
  const { data } = role.exclude(['user']).safeParse(given ?? 'admin');
  return data;
}
