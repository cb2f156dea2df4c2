import { randomBytes } from 'node:crypto';
import { ConversationTraffic, type Room } from './conversation-traffic.ts';
import type { Progress, Request, StepResult } from './scenario.ts';
import { chunksOf } from '../support/chunks.ts';
import { folderBytes } from '../support/data-folder.ts';
import { capacityOf, measureLoad, type Load } from '../support/measure-load.ts';
import { MessageTexts } from '../support/message-texts.ts';
import { mapParallel, openConversation, register } from '../support/people.ts';
import { startServer } from '../support/server-handle.ts';
import { openStore, type Store } from '../support/store.ts';
import { countReadable, lookUpHistory } from '../support/verify.ts';

export const defaultSeconds = 10;

/** A load on rooms of people with a socket each, who send in turn: 200 bytes, each message with a `clientId`. */
export async function conversationLoad(
  { name, rooms: count, size, load }: { name: string; rooms: number; size: number; load: Load },
  request: Request,
  progress: Progress,
): Promise<StepResult> {
  const say = (line: string) => progress(name, line);
  await using store = await openStore(request);
  say(`registering ${count * size} people`);
  const rooms = await prepare(store, count, size);
  const bytesBefore = await folderBytes(store.folder);

  await using server = await startServer(store);
  const texts = new MessageTexts(randomBytes(8).toString('hex'));
  const traffic = await ConversationTraffic.open(server.url, rooms, texts, capacityOf(load));
  const measured = await measureLoad({ server, traffic, load, profile: request.profile, progress: say });

  say('looking up every message in history');
  const history = await lookUpHistory(server.url, rooms, traffic.ledger, texts);
  await traffic.close();
  await server.close();
  const ids = rooms.map(({ conversationId }) => conversationId);
  return {
    name,
    ...(measured.profile && { profile: measured.profile }),
    measures: {
      ...measured.measures,
      bytesPerMessage: ((await folderBytes(store.folder)) - bytesBefore) / traffic.ledger.sent,
      historyChecked: history.checked,
      historyWrong: history.wrong,
      plaintexts: await countReadable(store.folder, texts.marker, ids),
    },
  };
}

/** People and conversations on a server that is closed again, so that what is stored of them is all on disk. */
async function prepare(store: Store, count: number, size: number): Promise<Room[]> {
  await using server = await startServer(store);
  const people = await register(server.url, count * size);
  const rooms = await mapParallel(chunksOf(people, size), async (members) => ({
    members,
    conversationId: await openConversation(server.url, members),
  }));
  await server.close();
  return rooms;
}
