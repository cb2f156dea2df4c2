import * as z from 'zod';
import { createFunctions } from '../../functions/functions.ts';
import type { WorkFunction } from '../../functions/queue/work.ts';
import { createIds } from '../../local/gateway/identifiers.ts';
import { SocketEvents } from '../../local/gateway/socket-events.ts';
import type { RuntimeOverrides } from '../../local/runtime.ts';
import { LocalWorkQueue } from '../../local/work/local-work-queue.ts';
import { openSocket, register, type Caller, type Source } from '../../shared/accounts/index.ts';
import { followUp } from '../../shared/after-commit/index.ts';
import { createApp, type App } from '../../shared/app.ts';
import { conversationKeyContext } from '../../shared/conversations/index.ts';
import { createConversation } from '../../shared/inbox/index.ts';
import { createEmfMetrics } from '../../shared/platform/aws/metrics/emf-metrics.ts';
import { OperationCounter, sumCounts, type Counts } from '../../shared/platform/counting/counter.ts';
import { countingPorts } from '../../shared/platform/counting/counting-ports.ts';
import { newId } from '../../shared/platform/ids.ts';
import { followedKind } from '../../shared/after-commit/followed-keys.ts';
import { createLogger } from '../../shared/platform/logger.ts';
import type {
  FetchedPage,
  OutboundOutcome,
  OutboundRequest,
  Ports,
  Sockets,
  Timers,
} from '../../shared/platform/ports.ts';
import type { Item } from '../../shared/platform/table.ts';
import {
  ackFrame,
  errorFrame,
  type AckData,
  type ClientFrameData,
  type ClientFrameType,
} from '../../shared/protocol/index.ts';
import { closeSocket } from '../../shared/realtime/index.ts';
import type { Counted } from './bill.ts';
import { lineBytes } from './log-lines.ts';

/** Where all users are. */
export const source: Source = {
  address: '192.0.2.1',
  userAgent: '',
  language: 'en',
  origin: 'https://chat.example.org',
};

/** A user who takes part, with a socket of which only the backend knows. */
export interface Actor extends Caller {
  connectionId: string;
}

export interface Person extends Actor {
  username: string;
  password: string;
  refreshToken: string;
}

/** What every page says of itself. */
const aPage: FetchedPage = {
  title: 'A page of which there is a preview',
  description: 'It is about what links are about, in some words, of which a preview shows the first.',
  siteName: 'A site',
  picture: { contentType: 'image/jpeg', bytes: new Uint8Array(1_000) },
};

/** What servers answer that are posted to. */
const aReceiver = (requests: readonly OutboundRequest[]): Promise<OutboundOutcome[]> =>
  Promise.resolve(requests.map(() => ({ status: 204, milliseconds: 100 })));

/** Timers as late as those of AWS, which do not go off: what they would wake is an action of its own. */
const silentTimers: Timers = {
  lateness: 60_000,
  set: () => Promise.resolve(),
  cancel: () => Promise.resolve(),
};

/** An instant with as many digits as any other. */
const startOfTime = Date.UTC(2026, 10, 20, 9, 0, 0, 123);

export type Stage = Awaited<ReturnType<typeof openStage>>;

/**
 * A backend whose operations are counted, made by `start`. Frames are handed to its functions as the gateway hands them
 * over, what they queue is done at once, and posts go nowhere: so an action is over when it resolves. The clock stands
 * still unless it is moved, so that an action costs the same every time.
 */
export async function openStage(start: (overrides: RuntimeOverrides) => Promise<App>) {
  let now = startOfTime;
  const clock = { now: () => now };
  const counter = new OperationCounter();
  const replies = new Replies();
  const due: { begin: () => void; milliseconds: number }[] = [];
  const made: Item[] = [];
  let working: ReturnType<WorkFunction> | undefined;
  const countLine = (line: string) => counter.add('logBytes', lineBytes(line));
  const metrics = createEmfMetrics({
    stage: 'prod',
    clock,
    write: countLine,
  });
  /** What functions log at the level that a stage has when nothing is set: next to nothing. */
  const log = createLogger('info', { write: countLine });

  function wrapPorts(ports: Ports): Ports {
    const { random } = ports;
    const schedule = (begin: () => void, milliseconds: number) => {
      due.push({ begin, milliseconds });
      return () => undefined;
    };
    const work = new LocalWorkQueue({ schedule, random, log });
    work.consume((event) => (working = worker.work(event)));
    const pages = { fetch: () => Promise.resolve(aPage) };
    const outbound = { isTarget: () => true, post: aReceiver };
    return countingPorts(
      { ...ports, sockets: replies, work, timers: silentTimers, metrics, log, pages, outbound },
      counter,
      (item) => made.push(item),
    );
  }

  // what follows from what was stored is done and counted in `workOff`
  const ignoreChanges = () => Promise.resolve({ batchItemFailures: [] });
  // what is made of files is another matter
  const ignoreUploads = () => Promise.resolve();
  let app = await start({
    clock,
    wrapPorts,
    wrapFunctions: (functions) => ({ ...functions, changes: ignoreChanges, uploaded: ignoreUploads }),
  });
  let functions = createFunctions(app);
  /** The function of the queue is another instance: what others have in memory, it has not. */
  let worker = createFunctions(createApp(app));
  /** So is that of the stream, which goes on while others start anew. */
  const follower = createApp(app);
  const nextId = createIds(app.random);
  const events = new SocketEvents(nextId);

  /**
   * Does what was queued, when it is due, and what follows from what was stored, each in an invocation of its own. Gives
   * what was counted since it was last asked: by the functions that have run until now, and by those of each kind.
   */
  async function workOff() {
    metrics.flush();
    const first = counter.take();
    const [queueWork, afterCommit]: [Counts[], Counts[]] = [[], []];
    while (due.length > 0 || made.length > 0) {
      for (let task = due.shift(); task; task = due.shift()) {
        now += task.milliseconds;
        task.begin();
        if ((await working)?.batchItemFailures.length !== 0) throw new Error('queued work failed');
        metrics.flush();
      }
      queueWork.push(counter.take());
      for (const item of made.splice(0).filter(followedKind)) {
        counter.add('followed');
        await followUp(follower, { key: item, after: item });
        metrics.flush();
      }
      afterCommit.push(counter.take());
    }
    return { first, queueWork: sumCounts(...queueWork), afterCommit: sumCounts(...afterCommit) };
  }

  async function deliver({ connectionId, userId, sessionId }: Actor, frame: object): Promise<void> {
    const context = {
      connectionId,
      connectedAt: now,
      domainName: 'localhost',
      identity: { sourceIp: '127.0.0.1', userAgent: '' },
      authorizer: { userId, sessionId, principalId: userId },
    };
    await functions.sockets.frame(events.frame(context, Buffer.from(JSON.stringify(frame)), false, now));
  }

  const stage = {
    /** The domain, for what is asked over HTTP: authentication and routing cost no operation. */
    app: () => app,

    /** What an action costs, with everything that follows from it; `request`: what it takes before it is answered and pushed. */
    async count(act: () => Promise<unknown>): Promise<Counted & { request: Counts }> {
      await workOff();
      await act();
      const { first, queueWork, afterCommit } = await workOff();
      return {
        counts: sumCounts(first, queueWork, afterCommit),
        request: first,
        later: { 'queue-work': queueWork, 'after-commit': afterCommit },
      };
    },

    /** Goes on as a new Lambda instance would, with nothing in memory. */
    restart(): void {
      app = createApp(app);
      functions = createFunctions(app);
      worker = createFunctions(createApp(app));
    },

    pass(milliseconds: number): void {
      now += milliseconds;
    },

    /** Registers a user. The socket is not open yet. */
    async person(name: string): Promise<Person> {
      const [username, password] = [name, `password of ${name}`];
      const reply = await register(app, source, { username, email: `${name}@example.com`, name, password });
      const caller = await app.accessTokens.verify(reply.token);
      return { ...caller, connectionId: nextId(), username, password, refreshToken: reply.refreshToken };
    },

    /** What `$connect` does behind its authorizer. */
    connect: (actor: Actor) => openSocket(app, actor),

    disconnect: (actor: Actor) => closeSocket(app, actor),

    /** Sends a frame and gives the ack's data. Rejects where it is answered with an error. */
    async frame<T extends ClientFrameType>(
      actor: Actor,
      type: T,
      data: ClientFrameData<T>,
    ): Promise<AckData<T>> {
      await deliver(actor, { type, id: nextId(), data });
      return replies.ack() as AckData<T>;
    },

    /** Sends a frame that wants no ack. */
    async tell<T extends ClientFrameType>(actor: Actor, type: T, data: ClientFrameData<T>): Promise<void> {
      await deliver(actor, { type, data });
      replies.none();
    },

    /** What opening a conversation over HTTP does; gives the conversation's id. */
    async open(creator: Person, others: readonly Person[], name?: string): Promise<string> {
      const participantUsernames = others.map(({ username }) => username);
      const input = { participantUsernames, ...(name !== undefined && { name }) };
      const { conversation, pushed } = await createConversation(app, creator, input);
      await pushed;
      return conversation.id;
    },

    /**
     * A group of any size, of whom the first `online` have a socket each, on a device that shows it. Made by the store: a request takes
     * 100 names. Its members exist nowhere else.
     */
    async group(size: number, online: number): Promise<{ id: string; members: Actor[] }> {
      const members = Array.from({ length: size }, (): Actor => {
        const userId = newId(app.random, 'usr');
        return { userId, sessionId: newId(app.random, 'ses'), role: 'user', connectionId: nextId() };
      });
      const [owner] = members;
      if (!owner) throw new Error('a group has an owner');
      const id = newId(app.random, 'cnv');
      const key = await app.envelope.newKey(conversationKeyContext(id));
      await app.conversations.create(
        {
          id,
          isGroup: true,
          name: 'All of us',
          avatar: null,
          createdAt: now,
          createdBy: owner.userId,
          memberCount: size,
          membersVersion: 1,
          lastSeq: 0,
          lastActivityAt: now,
          keyId: key.keyId,
          wrappedKey: key.wrapped,
        },
        members.map(({ userId }) => ({
          userId,
          role: userId === owner.userId ? 'owner' : 'member',
          joinedAt: now,
          notifications: 'all',
          deliveredSeq: 0,
          readSeq: 0,
        })),
      );
      await Promise.all(
        members.slice(0, online).map(async (member) => {
          await app.presence.add({ ...member, connectedAt: now });
          await app.presence.show({ ...member, connectedAt: now }, { conversationId: id, hidden: false });
        }),
      );
      return { id, members };
    },
  };
  return stage;
}

const answer = z.discriminatedUnion('type', [ackFrame, errorFrame]);

/** Sockets that take everything, of which only the answers to frames are kept. */
class Replies implements Sockets {
  #answers: string[] = [];

  async post(_connectionId: string, frame: string): Promise<'sent'> {
    if (/^\{"type":"(ack|error)"/.test(frame)) this.#answers.push(frame);
    return 'sent';
  }

  async close(): Promise<void> {
    // there is no other end
  }

  /** The data of the ack, the only answer since it was last asked. Throws an `Error` for anything else. */
  ack(): unknown {
    const [text = 'null', ...more] = this.#answers.splice(0);
    const reply = answer.nullable().parse(JSON.parse(text));
    if (reply?.type !== 'ack' || more.length > 0)
      throw new Error(`a frame was answered: ${text} ${more.join()}`);
    return reply.data;
  }

  /** Throws an `Error` if there was an answer. */
  none(): void {
    if (this.#answers.length > 0) throw new Error(`a frame was answered: ${this.#answers.splice(0).join()}`);
  }
}
