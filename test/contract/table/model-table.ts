import {
  ConditionFailed,
  keyOfWrite,
  type Condition,
  type Item,
  type Key,
  type Query,
  type Write,
} from '../../../shared/platform/table.ts';
import { byBytes } from './helpers.ts';

/** The port's rules once more, as plainly as they can be written. */
export class ModelTable {
  readonly #items = new Map<string, Item>();

  get(key: Key): Item | undefined {
    return structuredClone(this.#items.get(id(key)));
  }

  query({ pk, sk, reverse }: Query): Item[] {
    const inRange = (item: Item) => {
      if (!sk) return true;
      if ('beginsWith' in sk) return item.sk.startsWith(sk.beginsWith);
      return byBytes(item.sk, sk.from) >= 0 && byBytes(item.sk, sk.to) <= 0;
    };
    const found = [...this.#items.values()].filter((item) => item.pk === pk && inRange(item));
    const ordered = found.sort((a, b) => byBytes(a.sk, b.sk));
    return structuredClone(reverse ? ordered.reverse() : ordered);
  }

  /** Does all or, where a condition fails, none, and gives that failure. */
  transact(writes: readonly Write[]): ConditionFailed | undefined {
    for (const [index, write] of writes.entries()) {
      const item = this.get(keyOfWrite(write));
      if (!this.#holds('update' in write ? write.change.if : write.if, item)) {
        return new ConditionFailed(index, item);
      }
    }
    for (const write of writes) this.#write(write);
    return undefined;
  }

  #write(write: Write): void {
    const key = keyOfWrite(write);
    if ('put' in write) this.#items.set(id(key), structuredClone(write.put));
    if ('delete' in write) this.#items.delete(id(key));
    if (!('update' in write)) return;
    const item: Item = { ...(this.get(key) ?? key), ...structuredClone(write.change.set) };
    for (const [name, amount] of Object.entries(write.change.add ?? {})) {
      item[name] = Number(item[name] ?? 0) + amount;
    }
    const kept = Object.entries(item).filter(([name]) => !write.change.remove?.includes(name));
    this.#items.set(id(key), { ...Object.fromEntries(kept), ...key });
  }

  #holds(condition: Condition = {}, item: Item | undefined): boolean {
    const expiresAt = item?.['expiresAt'];
    const expired = typeof expiresAt === 'number' && expiresAt <= (condition.orExpiredAt ?? -Infinity);
    const exists = item !== undefined && !(condition.exists === false && expired);
    if (condition.exists !== undefined && condition.exists !== exists) return false;
    for (const [name, value] of Object.entries(condition.equals ?? {})) {
      if (item?.[name] !== value) return false;
    }
    for (const [name, limit] of Object.entries(condition.below ?? {})) {
      const value = item?.[name];
      if (value !== undefined && !(typeof value === 'number' && value < limit)) return false;
    }
    return true;
  }
}

/** A key as one string. */
export function id(key: Key): string {
  return JSON.stringify([key.pk, key.sk]);
}
