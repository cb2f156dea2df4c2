import { parseArgs } from 'node:util';

export const usage = `Usage: npm run chat -- --as <you> --with <user> | --group <name or id> [options]

  --as <username>        who you are: alice, bob, carol, dave and erin come with "npm run seed"
  --with <username>      whom to talk to
  --group <name or id>   which group to talk in instead
  --password <password>  default: CHATFLOW_PASSWORD of the environment, or the password of the demo users
  --url <address>        default: http://localhost:3000
  --help                 shows this
`;

/** The password of all users that `npm run seed` creates. */
const demoPassword = 'chatflow-demo';

export type Target = { with: string } | { group: string };
export interface ChatArguments {
  as: string;
  password: string;
  url: string;
  target: Target;
}

/** Wrong arguments; the message says what is wrong with them. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * What the command line asks for, `help` when it asks for that. `defaultPassword` is the environment's. Throws a
 * `UsageError`.
 */
export function parseArguments(argv: string[], defaultPassword: string | undefined): ChatArguments | 'help' {
  const values = parse(argv);
  if (values.help === true) return 'help';
  const { as, url, password = defaultPassword ?? demoPassword } = values;
  if (as === undefined || as === '') throw new UsageError('Say who you are with --as.');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`--url must be an http or https address, not "${url}".`);
  }
  return { as, password, url, target: targetOf(values, as) };
}

function parse(argv: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: argv,
      options: {
        as: text,
        with: text,
        group: text,
        password: text,
        url: { ...text, default: 'http://localhost:3000' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw error instanceof Error ? new UsageError(error.message) : error;
  }
}

function targetOf(values: { with?: string; group?: string }, as: string): Target {
  if (values.with && values.group) throw new UsageError('Give either --with or --group, not both.');
  if (values.group) return { group: values.group };
  if (!values.with) throw new UsageError('Say whom to talk to with --with or --group.');
  if (values.with.toLowerCase() === as.toLowerCase()) {
    throw new UsageError('--as and --with name the same user.');
  }
  return { with: values.with };
}
