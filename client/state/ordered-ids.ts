/** Where a conversation stands in the list: when something last happened in it, in milliseconds since the epoch. */
export interface Place {
  id: string;
  at: number;
}

/** Negative where `a` stands before `b`: the newest activity first, and by id where that is equal. As the server does. */
export function comparePlaces(a: Place, b: Place): number {
  return b.at - a.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Conversations by their last activity. A change takes a number of comparisons that grows with the logarithm of the size. */
export class OrderedIds {
  readonly #places: Place[] = [];
  readonly #at = new Map<string, number>();
  #comparisons = 0;

  get size(): number {
    return this.#places.length;
  }

  /** How many comparisons were made so far. */
  get comparisons(): number {
    return this.#comparisons;
  }

  /** Puts the conversation in its place. Whether it stands elsewhere than before. */
  put(place: Place): boolean {
    const before = this.#at.get(place.id);
    if (before === place.at) return false;
    const old = before === undefined ? undefined : this.#indexOf({ id: place.id, at: before });
    if (old !== undefined) this.#places.splice(old, 1);
    const index = this.#indexOf(place);
    this.#places.splice(index, 0, { ...place });
    this.#at.set(place.id, place.at);
    return old !== index;
  }

  remove(id: string): void {
    const at = this.#at.get(id);
    if (at === undefined) return;
    this.#places.splice(this.#indexOf({ id, at }), 1);
    this.#at.delete(id);
  }

  clear(): void {
    this.#places.length = 0;
    this.#at.clear();
  }

  /** How many stand at or before this place. */
  countDownTo(place: Place): number {
    const index = this.#indexOf(place);
    return this.#places[index]?.id === place.id ? index + 1 : index;
  }

  /** The first `count`, in order. */
  first(count = this.#places.length): string[] {
    return this.#places.slice(0, count).map(({ id }) => id);
  }

  /** The places from the end of the list on, the last first. */
  *backwards(): Generator<Place> {
    for (let index = this.#places.length - 1; index >= 0; index--) {
      const place = this.#places[index];
      if (place !== undefined) yield place;
    }
  }

  /** The index of the first place that does not stand before `place`. */
  #indexOf(place: Place): number {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#places[middle];
      this.#comparisons += 1;
      if (other !== undefined && comparePlaces(other, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
