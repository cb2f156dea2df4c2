import type { AckData } from '../../../shared/protocol/index.ts';
import type { Person } from '../backend/runtime.ts';
import { Device, type ServerFrame } from '../client/device.ts';
import type { FaultyWorld } from './fault-world.ts';

export type Ack = AckData<'message:send'>;

/** More than an honest client needs when a few calls fail. */
export const maxAttempts = 30;

/** A message whose text is its `clientId`, by which it is found again. */
export const messageOf = (conversationId: string, clientId: string) => ({
  conversationId,
  clientId,
  text: clientId,
});

/** An honest client on one device, which keeps what arrives: gaps are left for the verdict to fill, by `changes`. */
export class FaultDevice extends Device {
  readonly person: Person;
  #frames: ServerFrame[] = [];

  constructor(world: FaultyWorld, person: Person) {
    super({
      userId: person.user.id,
      patience: { silence: () => world.plan.silence(), attempts: maxAttempts },
      async open(onFrame) {
        const api = await world.api();
        const socket = await api.socket(person);
        socket.listen(onFrame);
        return socket;
      },
      onFrame: (frame) => this.#frames.push(frame),
    });
    this.person = person;
  }

  /** Frames of a type from every socket of late. */
  frames(type: string): ServerFrame[] {
    return this.#frames.filter((frame) => frame.type === type);
  }

  /** Begins anew with the current socket alone. */
  forget(): void {
    this.dropOlder();
    this.#frames = [];
  }
}
