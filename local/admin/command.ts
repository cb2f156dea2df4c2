import { parseArgs } from 'node:util';
import {
  byOperator,
  changeRole,
  idOfUsername,
  reinstateUser,
  suspendRequest,
  suspendUser,
  type App,
} from '../../shared/app.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { role, type Role } from '../../shared/protocol/index.ts';
import { onApp } from '../on-app.ts';
import type { Settings } from '../settings.ts';

const usage = `npm run admin -- promote <username>                    makes a user an administrator
npm run admin -- promote <username> --role moderator   makes a user a moderator
npm run admin -- demote <username>                     makes them a user like others
npm run admin -- suspend <username>                    signs a user out and keeps them out
    --until <time>      until then, such as 2026-12-24T00:00:00Z; otherwise until they are reinstated
    --reason <text>     what the user reads
npm run admin -- reinstate <username>                  lets them sign in again
Stop the backend before, if it is on SQLite; on DynamoDB it learns of it within 2 seconds.`;

const needsFactor = ' The role counts once the account has a second factor: Settings, Security.';

interface Options {
  role?: string | undefined;
  until?: string | undefined;
  reason?: string | undefined;
}

/** Does it, and gives what to print. */
type Command = (app: App, username: string) => Promise<string>;

/** `npm run admin`: gives roles, suspends users. Gives what to print; throws what went wrong, also where the backend has the data folder. */
export async function adminCommand(parameters: string[], settings: Settings): Promise<string> {
  const { positionals, values } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { role: { type: 'string' }, until: { type: 'string' }, reason: { type: 'string' } },
  });
  const [name, username, ...more] = positionals;
  const command = commandOf(name, values);
  if (!command || username === undefined || more.length > 0) throw new Error(usage);
  return onApp(settings, async (app) => {
    try {
      return await command(app, username);
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'user_not_found') throw error;
      throw new Error(`There is no user ${username}.`, { cause: error });
    }
  });
}

/** The command of a name with its options. `undefined`: there is none, or the options are not its own. */
function commandOf(name: string | undefined, { role: given, until, reason }: Options): Command | undefined {
  const forRole = until === undefined && reason === undefined;
  switch (name) {
    case 'promote': {
      const { data } = role.exclude(['user']).safeParse(given ?? 'admin');
      return forRole && data ? roleCommand(data) : undefined;
    }
    case 'demote':
      return forRole && given === undefined ? roleCommand('user') : undefined;
    case 'suspend':
      return given === undefined ? suspendCommand({ until, reason }) : undefined;
    case 'reinstate':
      return forRole && given === undefined ? reinstate : undefined;
    default:
      return undefined;
  }
}

function roleCommand(wanted: Role): Command {
  return async (app, username) => {
    const { before } = await changeRole(app, byOperator, await idOfUsername(app, username), wanted);
    return before === wanted
      ? `${username} is ${wanted} already.`
      : `${username} is ${wanted} now, before: ${before}.${wanted === 'user' ? '' : needsFactor}`;
  };
}

function suspendCommand({ until, reason }: Pick<Options, 'until' | 'reason'>): Command {
  return async (app, username) => {
    const { data, error } = suspendRequest.safeParse({ username, until, reason });
    if (error)
      throw new Error(error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
    const ends = data.until === undefined ? null : Date.parse(data.until);
    const userId = await idOfUsername(app, username);
    const suspended = await suspendUser(app, byOperator, userId, { until: ends, reason: data.reason });
    return `${username} is suspended ${suspended.until === null ? 'until reinstated' : `until ${suspended.until}`}.`;
  };
}

async function reinstate(app: App, username: string): Promise<string> {
  await reinstateUser(app, byOperator, await idOfUsername(app, username));
  return `${username} may sign in.`;
}
