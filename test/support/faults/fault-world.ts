import type { Runtime } from '../../../local/runtime.ts';
import type { App } from '../../../shared/app.ts';
import { inFlightMilliseconds } from '../../../shared/messages/model.ts';
import type { ChangesPage, Message, MessagePage } from '../../../shared/protocol/index.ts';
import { FaultDevice, maxAttempts } from './fault-device.ts';
import { extraSocket, FaultPlan } from './fault-plan.ts';
import type { TestApi } from '../backend/api.ts';
import { withoutFollowUps } from '../backend/without-follow-ups.ts';
import { startBackend, temporaryFolder, type Answer, type Person } from '../backend/runtime.ts';

/** A page of `changes` that a reader got. */
export interface ReadPage {
  after: number;
  page: ChangesPage;
}

/** How many sockets one member of a big group has: enough that the queue posts to those of the others. */
const extraSockets = 100;
/** Requests during which no port was called, after which every request that can be answered has been. */
const calmRequests = 12;

/** A backend that runs. */
export interface Running {
  api: TestApi;
  /** That of this process. */
  runtime?: Runtime;
  /** Ends it as it stands, which leaves what it has stored to the next one. */
  crash: () => Promise<unknown>;
}

/** A backend that fails, and is started again on its data when that ends it, and the people who use it. */
export class FaultyWorld {
  readonly plan = new FaultPlan();
  /** Two of the first person, and one of each other. */
  readonly devices: FaultDevice[] = [];
  readonly people: Person[] = [];
  /** The member who fills a big group with sockets, and does nothing else. */
  #crowd: Person | undefined;
  #up: Promise<Running>;
  #ahead = 0;
  readonly #run: (world: FaultyWorld) => Promise<Running>;

  private constructor(run: (world: FaultyWorld) => Promise<Running>) {
    this.#run = run;
    this.#up = run(this);
    this.plan.onDeath = () => this.crash();
  }

  /** Starts a backend by `run`, by default one in this process whose ports fail by the plan. */
  static async start(run?: () => Promise<Running>): Promise<FaultyWorld> {
    const world = new FaultyWorld(run ?? inProcess(await temporaryFolder()));
    const api = await world.api();
    // the crowd comes first where members are gone through in the order of their ids
    const byId = (a: Person, b: Person) => (a.user.id < b.user.id ? -1 : 1);
    const [crowd, first, ...others] = (await api.people('p', 'q', 'r', 's')).sort(byId);
    if (!first) throw new Error('no person was registered');
    world.#crowd = crowd;
    world.people.push(first, ...others);
    world.devices.push(...[first, ...others, first].map((person) => new FaultDevice(world, person)));
    await Promise.all(world.devices.map((device) => device.connected()));
    return world;
  }

  /** Ends the backend as it stands, and starts it again. */
  crash(): void {
    const before = this.#up;
    this.#up = (async () => {
      await (await before).crash();
      return this.#run(this);
    })();
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** The backend, as soon as it is up. */
  async api(): Promise<TestApi> {
    return (await this.#up).api;
  }

  async app(): Promise<App> {
    const { runtime } = await this.#up;
    if (!runtime) throw new Error('it runs in another process');
    return runtime.app;
  }

  /** A group of all people. A big one has enough sockets that the queue does the posting. */
  async group(size: 'small' | 'big' = 'small'): Promise<string> {
    const [owner, ...others] = this.people;
    if (!owner || !this.#crowd) throw new Error('no person is there');
    const members = size === 'big' ? [...others, this.#crowd] : others;
    const api = await this.api();
    const { id } = await api.conversation(owner, members, 'group');
    if (size === 'big') await fillCrowd(await this.app(), this.#crowd.user.id);
    this.passGivingUp();
    return id;
  }

  /** From now on, numbers that are missing now count as given up, and data keys are forgotten. */
  passGivingUp(): void {
    this.#ahead += inFlightMilliseconds + 100;
  }

  /** Waits for the end of `running`, or if that is kept waiting, until everything else has long been done. */
  async endOrCalm(running: Promise<unknown>): Promise<void> {
    let over = false;
    const ended = running.then(() => {
      over = true;
    });
    const calm = async () => {
      for (let quiet = 0; quiet < calmRequests && !over;) {
        const api = await this.api();
        await api.call('GET', '/v1/health').catch(() => undefined); // killed meanwhile
        if (!this.plan.busy) quiet += 1;
      }
    };
    await Promise.race([ended, calm()]);
  }

  /** A request as often as it takes. `undefined` if it is kept waiting. */
  async #get<T>(person: Person, path: string): Promise<T | undefined> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const silence = this.plan.silence();
      const api = await this.api();
      const call = api.call<T>('GET', path, { token: person.token }).catch((error: unknown) => {
        // killed in the middle of it
        if (error instanceof TypeError) return undefined;
        throw error;
      });
      const answer: Answer<T> | undefined | 'silence' = await Promise.race([
        call,
        silence.then(() => 'silence' as const),
      ]);
      if (answer === 'silence') return undefined;
      if (answer?.status === 200) return answer.body;
      if (answer && answer.status !== 503) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
    }
    throw new Error(`${path} was never answered`);
  }

  /** What changed after a number, as the server says now. Adds it to `pages`. */
  async changes(person: Person, id: string, after: number, limit: number, pages?: ReadPage[]) {
    const path = `/v1/conversations/${id}/changes?after=${after}&limit=${limit}`;
    const page = await this.#get<ChangesPage>(person, path);
    if (page) pages?.push({ after, page });
    return page;
  }

  async history(person: Person, id: string): Promise<Message[]> {
    const items: Message[] = [];
    for (;;) {
      const after = items.at(-1)?.seq ?? 0;
      const path = `/v1/conversations/${id}/messages?after=${after}&limit=100`;
      const page = await this.#get<MessagePage>(person, path);
      if (!page) throw new Error('the history is kept waiting');
      items.push(...page.items);
      if (page.nextCursor === null) return items;
    }
  }
}

function inProcess(dataDir: string) {
  return async (world: FaultyWorld): Promise<Running> => {
    const { plan, devices } = world;
    plan.sparing = true;
    const backend = await startBackend({
      dataDir,
      clock: { now: () => world.now() },
      config: { dataKeyCacheSeconds: 1, accessTokenSeconds: 24 * 3600 },
      // what follows a commit has tests of its own: when it comes is not for a plan to say
      ...withoutFollowUps((ports) => plan.wrap(ports)),
    });
    plan.sparing = false;
    return {
      api: backend,
      runtime: backend.runtime,
      async crash() {
        for (const device of devices) device.drop();
        await backend.stop();
      },
    };
  };
}

/** Registers sockets that are posted to before all others. */
async function fillCrowd(app: App, userId: string): Promise<void> {
  await Promise.all(
    Array.from({ length: extraSockets }, (_, index) =>
      app.presence.add({
        connectionId: `${extraSocket}${index}`,
        userId,
        sessionId: 'none',
        connectedAt: app.clock.now(),
      }),
    ),
  );
}
