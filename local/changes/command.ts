import { parseArgs } from 'node:util';
import { followedKeys, followedRemovals } from '../../shared/after-commit/followed-keys.ts';
import type { Settings } from '../settings.ts';
import { explainStartup } from '../startup-failure.ts';
import { SqliteDatabase } from '../table/sqlite-database.ts';
import { Outbox, type FailedChange } from './outbox.ts';

const usage = `npm run outbox -- list                  the changes that could not be followed up, by number
npm run outbox -- replay                hands them out again; the backend follows them up when it starts
npm run outbox -- replay --id <number>  one of them
Stop the backend before.`;

/** Changes that are read at a time. */
const pageSize = 1_000;

/**
 * `npm run outbox`: shows what was put aside in the data folder, and hands it out again. Gives what to print; throws what went
 * wrong, also where the backend is running.
 */
export async function outboxCommand(parameters: string[], settings: Settings): Promise<string> {
  const { positionals, values } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { id: { type: 'string' } },
  });
  const [command, ...more] = positionals;
  const { id } = values;
  const isKnown = (command === 'list' && id === undefined) || command === 'replay';
  if (!isKnown || more.length > 0 || (id !== undefined && !/^[1-9]\d*$/.test(id))) throw new Error(usage);
  if (settings.TABLE === 'dynamodb') {
    throw new Error(
      `On a DynamoDB engine the changes that were given up stand in ${settings.DATA_DIR}/stream-failed.jsonl; they are not handed out again.`,
    );
  }
  const { DATA_DIR: folder, SQLITE_SYNCHRONOUS: synchronous } = settings;
  const opening = SqliteDatabase.open({
    folder,
    synchronous,
    followed: Object.values(followedKeys),
    followedRemovals: Object.values(followedRemovals),
  });
  const database = await opening.catch((error: unknown) => {
    throw new Error(explainStartup(error, settings), { cause: error });
  });
  try {
    const outbox = new Outbox(database);
    return command === 'list' ? await list(outbox) : await replay(outbox, id);
  } finally {
    await database.close();
  }
}

async function list(outbox: Outbox): Promise<string> {
  const found: FailedChange[] = [];
  for (;;) {
    const page = await outbox.putAsideAfter(found.at(-1)?.id ?? 0, pageSize);
    found.push(...page);
    if (page.length < pageSize) break;
  }
  if (found.length === 0) return 'No change was given up.';
  return found.map(({ id, key: { pk, sk } }) => `${id}  ${pk}  ${sk}`).join('\n');
}

async function replay(outbox: Outbox, id: string | undefined): Promise<string> {
  const [from, to] = id === undefined ? [1, Number.MAX_SAFE_INTEGER] : [Number(id), Number(id)];
  const count = await outbox.replay(from, to);
  if (count === 0) return id === undefined ? 'No change was given up.' : `There is no change ${id}.`;
  return `Changes to be followed up when the backend starts: ${count}.`;
}
