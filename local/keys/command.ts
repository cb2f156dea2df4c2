import { parseArgs } from 'node:util';
import {
  createApp,
  holdsWrappedKey,
  rewrapItem,
  rotateConversationKey,
  wrappedKeyIn,
} from '../../shared/app.ts';
import { configure } from '../../shared/platform/config.ts';
import { pooledRandom } from '../../shared/platform/random.ts';
import { createLocalTokenSigner } from './local-token-signer.ts';
import { forgetMasterKeys, openKeyFile, rotateKeyFile } from './key-file.ts';
import { masterOf } from './local-key-service.ts';
import { openLocalPorts, type LocalPorts } from '../ports.ts';
import { pagesOfStoredKeys } from '../table/stored-keys.ts';
import type { Settings } from '../settings.ts';
import { explainStartup } from '../startup-failure.ts';

const usage = `npm run keys -- list                          the keys in the key file, by number and id
npm run keys -- rotate                        a new master key and a new signing key; restart the backend afterwards
npm run keys -- rotate --conversation <id>    a new data key for one conversation; stop the backend before, if it is on SQLite
npm run keys -- rewrap                        wraps every data key under the newest master key; stop the backend before, SQLite only
npm run keys -- forget                        takes the earlier master keys out of the key file, once they wrap nothing; stop the backend before, SQLite only`;

/** `npm run keys`: shows and rotates the keys of the backend on this machine. Gives what to print; throws what went wrong. */
export async function keysCommand(
  parameters: string[],
  settings: Settings,
  progress: (line: string) => void = () => undefined,
): Promise<string> {
  const { positionals, values } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: { conversation: { type: 'string' } },
  });
  const [command, ...more] = positionals;
  const { conversation } = values;
  if (more.length === 0 && command === 'list' && conversation === undefined) return list(settings);
  if (more.length === 0 && command === 'rewrap' && conversation === undefined) {
    return rewrap(settings, progress);
  }
  if (more.length === 0 && command === 'forget' && conversation === undefined) return forget(settings);
  if (more.length > 0 || command !== 'rotate') throw new Error(usage);
  return conversation === undefined ? rotate(settings) : rotateConversation(settings, conversation);
}

async function list({ DATA_DIR }: Settings): Promise<string> {
  const { masters, signing, previousSigning } = await openKeyFile(DATA_DIR, pooledRandom());
  const [current, ...previous] = await (await createLocalTokenSigner(signing, previousSigning)).publicKeys();
  return [
    ...masters.map(
      ({ id }, index) => `master key ${id}: ${index === 0 ? 'wraps data keys' : 'opens what it wrapped'}`,
    ),
    `signing key ${current?.kid ?? ''}: signs access tokens`,
    ...previous.map(({ kid }) => `signing key ${kid}: its tokens are accepted`),
  ].join('\n');
}

async function rotate({ DATA_DIR }: Settings): Promise<string> {
  const id = await rotateKeyFile(DATA_DIR, pooledRandom());
  return `Master key ${id} and a new signing key are in the key file. Restart the backend, so that it takes them.`;
}

async function rotateConversation(settings: Settings, id: string): Promise<string> {
  return onPorts(settings, async (ports) => {
    const keyId = await rotateConversationKey(createApp(ports), id);
    return `New texts of ${id} are sealed under its key ${keyId}.`;
  });
}

/** What was done stays done if it is broken off; then the next one goes on, as it finds these keys wrapped already. */
async function rewrap(settings: Settings, progress: (line: string) => void): Promise<string> {
  onlyOnSqlite(settings, 'Keys can be wrapped anew');
  return onPorts(settings, async (ports) => {
    const count = { seen: 0, rewrapped: 0 };
    for (const page of pagesOfStoredKeys(settings.DATA_DIR, holdsWrappedKey)) {
      for (const item of await ports.durable.batchGet(page)) {
        count.seen += 1;
        if (await rewrapItem(ports, item)) count.rewrapped += 1;
      }
      progress(`${count.seen} keys looked at, ${count.rewrapped} wrapped anew`);
    }
    return `All ${count.seen} data keys are wrapped by the newest master key, ${count.rewrapped} of them since now.`;
  });
}

/** Refuses while any key is wrapped by an earlier master key. */
async function forget(settings: Settings): Promise<string> {
  onlyOnSqlite(settings, 'Master keys can be forgotten');
  return onPorts(settings, async (ports) => {
    const { masters } = await openKeyFile(settings.DATA_DIR, pooledRandom());
    const earlier = new Set(masters.slice(1).map(({ id }) => id));
    if (earlier.size === 0) return 'There is no earlier master key in the key file.';
    const used = new Map<number, number>();
    for (const page of pagesOfStoredKeys(settings.DATA_DIR, holdsWrappedKey)) {
      for (const item of await ports.durable.batchGet(page)) {
        const id = masterOf(wrappedKeyIn(item));
        if (earlier.has(id)) used.set(id, (used.get(id) ?? 0) + 1);
      }
    }
    if (used.size > 0) {
      const uses = [...used].sort(([a], [b]) => a - b).map(([id, count]) => `${count} by master key ${id}`);
      throw new Error(
        `Data keys are still wrapped by earlier master keys: ${uses.join(', ')}. Nothing was forgotten. Run npm run keys -- rewrap before.`,
      );
    }
    await forgetMasterKeys(settings.DATA_DIR, earlier);
    return `The key file no longer has master key ${[...earlier].sort((a, b) => a - b).join(', ')}. Backups from before the keys were wrapped anew need a key file from then.`;
  });
}

function onlyOnSqlite({ TABLE }: Settings, what: string): void {
  if (TABLE === 'sqlite') return;
  throw new Error(`${what} in SQLite only (TABLE=sqlite): on DynamoDB there is no list of them.`);
}

async function onPorts<T>(settings: Settings, act: (ports: LocalPorts) => Promise<T>): Promise<T> {
  const config = configure({ logLevel: settings.LOG_LEVEL });
  const opening = openLocalPorts(settings, { config, clock: Date });
  const { ports, close } = await opening.catch((error: unknown) => {
    throw new Error(explainStartup(error, settings), { cause: error });
  });
  try {
    return await act(ports);
  } finally {
    await close();
  }
}
