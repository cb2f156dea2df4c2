import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { ConversationTraffic, type Room } from './conversation-traffic.ts';
import type { Progress, Request, StepResult } from './scenario.ts';
import { chunksOf } from '../support/chunks.ts';
import { folderBytes } from '../support/data-folder.ts';
import { capacityOf, drained, measureLoad, type Load } from '../support/measure-load.ts';
import type { Measures } from '../support/measures.ts';
import { MessageTexts } from '../support/message-texts.ts';
import { mapParallel, openConversation, register } from '../support/people.ts';
import { startServer, type ServerHandle } from '../support/server-handle.ts';
import { openStore, type Store } from '../support/store.ts';
import { countReadable, lookUpHistory } from '../support/verify.ts';

export const defaultSeconds = 10;
const countedMessages = 10;

export interface ConversationLoad {
  name: string;
  rooms: number;
  /** Members of each room with a socket. */
  size: number;
  /** Further members, without one; only in groups. */
  offline?: number;
  load: Load;
  /** Whether to count what messages ask of the tables, too. */
  count?: boolean;
}

/** A load on rooms of people with a socket each, who send in turn: 200 bytes, each message with a `clientId`. */
export async function conversationLoad(
  { name, rooms: count, size, offline = 0, load, count: counts = false }: ConversationLoad,
  request: Request,
  progress: Progress,
): Promise<StepResult> {
  const say = (line: string) => progress(name, line);
  await using store = await openStore(request);
  say(`registering ${count * size} people`);
  const rooms = await prepare(store, { count, size, offline });
  const bytesBefore = await folderBytes(store.folder);

  await using server = await startServer(store);
  const texts = new MessageTexts(randomBytes(8).toString('hex'));
  const capacity = capacityOf(load) + countedMessages;
  const traffic = await ConversationTraffic.open(server.url, rooms, texts, capacity);
  const measured = await measureLoad({ server, traffic, load, profile: request.profile, progress: say });
  const counted = counts ? await askedByMessages(server, traffic) : {};

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
      ...counted,
      bytesPerMessage: ((await folderBytes(store.folder)) - bytesBefore) / traffic.ledger.sent,
      historyChecked: history.checked,
      historyWrong: history.wrong,
      plaintexts: await countReadable(store.folder, texts.marker, ids),
    },
  };
}

/** What one message asks of the tables, with all that follows from it, while nothing else is sent. */
async function askedByMessages(server: ServerHandle, traffic: ConversationTraffic): Promise<Measures> {
  const { ledger } = traffic;
  await server.startCount();
  for (let sent = 0; sent < countedMessages; sent++) {
    traffic.sendNext(performance.now());
    await drained(ledger);
  }
  const { requests, readUnits, writeUnits } = await server.stopCount();
  return {
    messageRequests: requests / countedMessages,
    messageReadUnits: readUnits / countedMessages,
    messageWriteUnits: writeUnits / countedMessages,
  };
}

interface Rooms {
  count: number;
  size: number;
  offline: number;
}

/** People and conversations on a server that is closed again, so that what is stored of them is all on disk. */
async function prepare(store: Store, { count, size, offline }: Rooms): Promise<Room[]> {
  await using server = await startServer(store);
  const people = await register(server.url, count * size);
  const rooms = await mapParallel(chunksOf(people, size), async (members) => ({
    members,
    conversationId: await openConversation(server.url, members),
  }));
  if (offline > 0) for (const { conversationId } of rooms) await server.enlarge(conversationId, offline);
  await server.close();
  return rooms;
}
