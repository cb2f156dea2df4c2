import type { Expiry } from '../../../client/index.ts';
import { ManualClock } from '../manual-clock.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { ModelDevice, type Change } from './model-device.ts';
import { startBackend, type TestBackend } from '../backend/runtime.ts';
import { UnreliableSockets, type Fate } from './unreliable-sockets.ts';

/** Ann has two devices. */
export const owners = ['ann', 'bob', 'cem', 'ann'] as const;
type Username = (typeof owners)[number];
const everyone: readonly Username[] = ['ann', 'bob', 'cem'];
export const circles: readonly (readonly Username[])[] = [
  everyone,
  ['ann', 'bob'],
  ['bob', 'cem'],
  ['ann', 'cem'],
];
const password = 'the password of all';

interface Circle {
  id: string;
  members: readonly Username[];
}

/** What may happen. */
export type Step =
  | { do: 'send'; device: number; circle: number }
  /** A message that expires after some seconds from its sending, or its reading. */
  | { do: 'sendBriefly'; device: number; circle: number; expires: Expiry }
  /** It reads what it was handed of a conversation. */
  | { do: 'read'; device: number; circle: number }
  /** It changes a message that it was handed: the newest, or one that many `back`. */
  | { do: Change; device: number; circle: number; back: number }
  | { do: 'create'; members: readonly Username[] }
  /** Its socket breaks, it disconnects, connects again, or its program starts afresh on what it has stored. */
  | { do: 'cut' | 'leave' | 'return' | 'reload'; device: number }
  /** The next message takes a number, but is not stored until the next stall or the end. */
  | { do: 'stall' }
  /** Time passes until nothing more happens at once. */
  | { do: 'pause' };

/** Time jumps to the next timer of a client, but not so far that sockets die of age. */
const longestJumpMs = 2_000;
/** More rounds of waiting than any trouble lasts. */
const mostRounds = 300;

/** The people on their devices, and a backend that they reach through sockets on which they cannot rely. */
export class World {
  readonly devices: ModelDevice[];
  readonly circles: Circle[] = [];
  readonly #clock: ManualClock;
  readonly #backend: TestBackend;
  readonly #plan: FaultPlan;
  readonly #sockets: UnreliableSockets | undefined;

  private constructor(
    backend: TestBackend,
    clock: ManualClock,
    plan: FaultPlan,
    sockets?: UnreliableSockets,
  ) {
    this.#backend = backend;
    this.#clock = clock;
    this.#plan = plan;
    this.#sockets = sockets;
    const baseUrl = backend.runtime.url;
    this.devices = owners.map((username) => new ModelDevice({ username, baseUrl, clock }));
  }

  /** All people are online and share conversations; from then on the frames' fates are these. */
  static async start(fates: readonly Fate[]): Promise<World> {
    const clock = new ManualClock();
    const plan = new FaultPlan();
    let sockets: UnreliableSockets | undefined;
    const backend = await startBackend({
      clock,
      wrapPorts(ports) {
        sockets = new UnreliableSockets(ports.sockets);
        return plan.wrap({ ...ports, sockets });
      },
    });
    const world = new World(backend, clock, plan, sockets);
    for (const [index, { client, username }] of world.devices.entries()) {
      if (owners.indexOf(username as Username) < index) await client.login({ username, password });
      else await client.register({ username, email: `${username}@example.com`, name: username, password });
      await client.connect();
    }
    await world.#create(everyone);
    sockets?.trouble(fates);
    return world;
  }

  /** The time of the server. */
  get now(): number {
    return this.#clock.now();
  }

  async stop(): Promise<void> {
    for (const { client } of this.devices) client.disconnect();
    this.#plan.disarm();
    await this.#backend.stop();
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'pause') return this.#round();
    if (step.do === 'stall') {
      this.#plan.arm([{ kind: 'slow', label: 'durable.transact LOG', nth: 1 }]);
      return;
    }
    if (step.do === 'create') return this.#create(step.members);
    const device = this.devices[step.device];
    if (!device) throw new Error('there is no such device');
    switch (step.do) {
      case 'send': {
        const id = this.#circleOf(device, step.circle);
        if (id !== undefined) device.send(id, `${step.device}:${device.sent.length}`);
        return;
      }
      case 'sendBriefly': {
        const id = this.#circleOf(device, step.circle);
        if (id !== undefined) device.send(id, `${step.device}:${device.sent.length}`, step.expires);
        return;
      }
      case 'read': {
        const id = this.#circleOf(device, step.circle);
        if (id !== undefined) device.read(id);
        return;
      }
      case 'edit':
      case 'delete':
      case 'react':
      case 'unreact': {
        const id = this.#circleOf(device, step.circle);
        if (id !== undefined) device.change(step.do, id, step.back);
        return;
      }
      case 'cut': {
        device.cut();
        return;
      }
      case 'leave': {
        device.client.disconnect();
        return;
      }
      case 'return': {
        device.connect();
        return;
      }
      case 'reload':
        return device.reload();
    }
  }

  #circleOf({ username }: ModelDevice, circle: number): string | undefined {
    const own = this.circles.filter(({ members }) => members.includes(username as Username));
    return own[circle % own.length]?.id;
  }

  async #create(members: readonly Username[]): Promise<void> {
    const [creator] = this.membersDevices(members);
    const others = members.filter((name) => name !== creator?.username);
    const conversation = await creator?.client.conversations.createGroup('group', others);
    if (conversation) this.circles.push({ id: conversation.id, members });
  }

  membersDevices(members: readonly Username[]): ModelDevice[] {
    return this.devices.filter(({ username }) => members.includes(username as Username));
  }

  /**
   * Lets happen what can, and then time pass up to the next timer. Time stands still while the backend works: otherwise
   * a slow engine would let the requests of the clients time out again and again.
   */
  async #round(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      const { calls } = this.#plan;
      await this.#backend.call('GET', '/v1/health');
      if (this.#plan.busy || this.#plan.calls > calls) quiet = -1;
    }
    this.#clock.advance(Math.min(this.#clock.due[0] ?? longestJumpMs, longestJumpMs));
  }

  async #roundsUntil(done: () => boolean): Promise<void> {
    for (let round = 0; round < mostRounds && !done(); round += 1) await this.#round();
  }

  /**
   * The trouble is over and every device connected. A device learns what it missed from the next message in the
   * conversation, or when it connects again.
   */
  async settle(by: 'message' | 'reconnect'): Promise<void> {
    this.#plan.disarm();
    await this.#sockets?.calm();
    for (const device of this.devices) device.connect();
    await this.#roundsUntil(() => this.devices.every(isDone));
    if (by === 'reconnect') {
      for (const device of this.devices) {
        device.client.disconnect();
        device.connect();
      }
      await this.#roundsUntil(() =>
        this.devices.every((device) => isDone(device) && device.client.behind === 0),
      );
      return;
    }
    for (const { id, members } of this.circles) {
      const devices = this.membersDevices(members);
      devices[0]?.send(id, `last-in-${id}`);
      await this.#roundsUntil(() => devices.every((device) => device.has(`last-in-${id}`)));
    }
  }
}

/** It is online and has nothing left to send or to change. */
const isDone = ({ client, changing }: ModelDevice) =>
  client.status === 'online' && client.messages.unsent().length === 0 && changing === 0;
