import { hash } from 'node:crypto';
import { deliveredUpTo, type Standing } from '../conversations/index.ts';
import { viewRequests } from './views.ts';

/** Of each fingerprint: a change goes unnoticed once in 2^48 times. */
const bytesEach = 6;
const modulus = 2 ** (8 * bytesEach);
/** With more conversations than this several share a fingerprint, so that a cursor stays within 3 KB. */
const mostOnTheirOwn = 100;
const groups = 128;

/**
 * How a person's conversations stood, as a fingerprint of each or, of many, of each group of them. A conversation that
 * stands otherwise changes it, whatever any clock says.
 */
export class Fingerprints {
  readonly #grouped: boolean;
  readonly #sums: Map<number, number>;

  private constructor(grouped: boolean, sums = new Map<number, number>()) {
    this.#grouped = grouped;
    this.#sums = sums;
  }

  /** Of no conversation yet, with room for this many. */
  static for(conversations: number): Fingerprints {
    return new Fingerprints(conversations > mostOnTheirOwn);
  }

  /** What `toString` gave. To those of single conversations no more can be added. */
  static parse(text: string): Fingerprints {
    const bytes = Buffer.from(text.slice(1), 'base64url');
    const sums = new Map<number, number>();
    for (let index = 0; index < bytes.length / bytesEach; index += 1) {
      sums.set(index, bytes.readUIntBE(index * bytesEach, bytesEach));
    }
    return new Fingerprints(text.startsWith('g'), sums);
  }

  toString(): string {
    const places = this.#grouped
      ? Array.from({ length: groups }, (_, index) => index)
      : [...this.#sums.keys()];
    const bytes = Buffer.alloc(places.length * bytesEach);
    places.forEach((place, index) => {
      bytes.writeUIntBE(this.#sums.get(place) ?? 0, index * bytesEach, bytesEach);
    });
    return (this.#grouped ? 'g' : 'e') + bytes.toString('base64url');
  }

  add(standings: readonly Standing[]): void {
    for (const standing of standings) {
      const place = this.#placeOf(standing);
      this.#sums.set(place, ((this.#sums.get(place) ?? 0) + digestOf(standing)) % modulus);
    }
  }

  /** Those of all conversations of now that stand otherwise than here, and others that share their fingerprints. */
  changed(all: readonly Standing[]): Standing[] {
    const now = new Fingerprints(this.#grouped);
    now.add(all);
    const known = new Set(this.#sums.values());
    return all.filter((standing) => !known.has(now.#sums.get(now.#placeOf(standing)) ?? 0));
  }

  /** Ids are random, so their first bytes tell them apart. */
  #placeOf({ head }: Standing): number {
    const bytes = Buffer.from(head.id.slice('cnv_'.length), 'base64url');
    return this.#grouped ? (bytes[0] ?? 0) % groups : bytes.readUIntBE(0, bytesEach);
  }
}

function digestOf({ head, me }: Standing): number {
  const { id, lastSeq } = head;
  const { readSeq, joinedAt, notifications, notificationsUntil = 0 } = me;
  const own = notifications === 'all' ? [] : [notifications, notificationsUntil];
  const { pendingRequests = 0 } = viewRequests(head, me);
  const waiting = pendingRequests === 0 ? [] : [`${pendingRequests} wait`];
  const hidden = me.hiddenCount === undefined ? [] : [`${me.hiddenCount} hidden`];
  const starred = me.starChanges === undefined ? [] : [`${me.starChanges} star changes`];
  const parts = [
    id,
    lastSeq,
    readSeq,
    deliveredUpTo(me),
    joinedAt,
    ...own,
    ...waiting,
    ...hidden,
    ...starred,
  ];
  const text = parts.join(' ');
  return hash('sha256', text, 'buffer').readUIntBE(0, bytesEach);
}
