import { randomBytes } from 'node:crypto';
import { DirectTraffic } from './direct-traffic.ts';
import type { Request, Scenario, Step, StepResult } from './scenario.ts';
import { folderBytes, temporaryFolder } from '../support/data-folder.ts';
import { capacityOf, measureLoad, type Load } from '../support/measure-load.ts';
import { MessageTexts } from '../support/message-texts.ts';
import { mapParallel, openDirect, register, signIn } from '../support/people.ts';
import { startServer } from '../support/server-handle.ts';
import { countReadable, lookUpHistory } from '../support/verify.ts';

/** Without `--rate`: messages per second over all pairs. */
const ladder = [1000, 2000, 3000];
/** After the ladder, as fast as it goes with so many messages under way in each pair. */
const saturating = 8;

/** Pairs of people who write to each other in turn, each with one socket: 200 bytes, each message with a `clientId`. */
export const direct: Scenario = {
  summary: 'pairs of people in direct conversations',
  steps(request) {
    return loadsOf(request).map((load) => step(load, request));
  },
};

function loadsOf({ rate, inFlight }: Request): Load[] {
  if (rate !== undefined) return [{ rate }];
  if (inFlight !== undefined) return [{ inFlight }];
  return [...ladder.map((each) => ({ rate: each })), { inFlight: saturating }];
}

function step(load: Load, request: Request): Step {
  const name = 'rate' in load ? `${load.rate}/s` : `max (${load.inFlight} in flight)`;
  return { name, run: (progress) => run(name, load, request, progress) };
}

async function run(
  name: string,
  load: Load,
  request: Request,
  progress: (line: string) => void,
): Promise<StepResult> {
  await using folder = await temporaryFolder();
  progress(`registering ${request.pairs * 2} people`);
  const registered = await prepare(folder.path, request.pairs);
  const bytesBefore = await folderBytes(folder.path);

  await using server = await startServer(folder.path);
  const people = await signIn(server.url, registered.people);
  const texts = new MessageTexts(randomBytes(8).toString('hex'));
  const pairs = { people, conversations: registered.conversations };
  const traffic = await DirectTraffic.open(server.url, pairs, texts, capacityOf(load, request));
  const measured = await measureLoad({ server, traffic, load, request, progress });

  progress('looking up every message in history');
  const conversations = pairs.conversations.map((id, index) => ({ id, reader: people[index * 2] }));
  const history = await lookUpHistory(server.url, conversations, traffic.ledger, texts);
  await traffic.close();
  await server.close();
  return {
    name,
    ...(measured.profile && { profile: measured.profile }),
    measures: {
      ...measured.measures,
      bytesPerMessage: ((await folderBytes(folder.path)) - bytesBefore) / traffic.ledger.sent,
      historyChecked: history.checked,
      historyWrong: history.wrong,
      plaintexts: await countReadable(folder.path, texts.marker, registered.conversations),
    },
  };
}

/** People and conversations on a server that is closed again, so that its data folder is all on disk. */
async function prepare(folder: string, pairs: number) {
  await using server = await startServer(folder);
  const people = await register(server.url, pairs * 2);
  const couples = Array.from({ length: pairs }, (_, index) => people.slice(index * 2, index * 2 + 2));
  const conversations = await mapParallel(couples, async ([one, other]) => {
    if (!one || !other) throw new Error('a pair is two people');
    return openDirect(server.url, one, other);
  });
  await server.close();
  return { people, conversations };
}
