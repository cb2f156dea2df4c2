import type { Sockets } from '../../../shared/platform/ports.ts';

/** What becomes of a frame on its way to a client; `late`: overtaken by that many later frames. */
export type Fate = 'arrives' | 'lost' | 'twice' | { late: number };

interface Delayed {
  overtakenBy: number;
  deliver: () => Promise<unknown>;
}

/** Sockets on which frames get lost, doubled and delayed, one after the other as `fates` say; then all arrive. */
export class UnreliableSockets implements Sockets {
  readonly #sockets: Sockets;
  #fates: Fate[] = [];
  #delayed: Delayed[] = [];

  constructor(sockets: Sockets) {
    this.#sockets = sockets;
  }

  trouble(fates: readonly Fate[]): void {
    this.#fates = [...fates];
  }

  /** All is well again, and what was delayed arrives. */
  async calm(): Promise<void> {
    this.#fates = [];
    await Promise.all(this.#delayed.splice(0).map(({ deliver }) => deliver()));
  }

  async post(connectionId: string, frame: string): Promise<'sent' | 'gone'> {
    const deliver = () => this.#sockets.post(connectionId, frame);
    const fate = this.#fates.shift() ?? 'arrives';
    if (fate === 'lost') return 'sent';
    if (typeof fate === 'object') {
      this.#delayed.push({ overtakenBy: fate.late, deliver });
      return 'sent';
    }
    if (fate === 'twice') await deliver();
    const result = await deliver();
    for (const delayed of this.#delayed) delayed.overtakenBy -= 1;
    const due = this.#delayed.filter(({ overtakenBy }) => overtakenBy <= 0);
    this.#delayed = this.#delayed.filter(({ overtakenBy }) => overtakenBy > 0);
    await Promise.all(due.map((delayed) => delayed.deliver()));
    return result;
  }

  close(connectionId: string): Promise<void> {
    return this.#sockets.close(connectionId);
  }
}
