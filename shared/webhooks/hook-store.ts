import { createHash } from 'node:crypto';
import type { Table, Write } from '../platform/table.ts';
import { keys } from './keys.ts';
import { hookPointer, storedHook, type HookPointer, type StoredHook } from './model.ts';

/** SHA-256 suffices for what cannot be guessed. */
export const hookHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export type HookStore = ReturnType<typeof hookStore>;

/** The incoming webhooks of groups, by their secrets too. */
export function hookStore(table: Table) {
  const pointerPut = ({ hash, conversationId, id, userId }: StoredHook): Write => ({
    put: { ...keys.hookSecret(hash), conversationId, hookId: id, userId },
    if: { exists: false },
  });

  return {
    /** Those of a group, the oldest first. */
    async of(conversationId: string): Promise<StoredHook[]> {
      const { items } = await table.query(keys.hooks(conversationId));
      return items
        .map((item) => storedHook.parse(item))
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    },

    async get(conversationId: string, id: string): Promise<StoredHook | undefined> {
      const item = await table.get(keys.hook(conversationId, id));
      return item && storedHook.parse(item);
    },

    /** Which one has this secret. */
    async bySecret(secret: string): Promise<HookPointer | undefined> {
      const item = await table.get(keys.hookSecret(hookHash(secret)));
      return item && hookPointer.parse(item);
    },

    /** Does these writes together, or rejects with `ConditionFailed`. */
    perform: (writes: readonly Write[]): Promise<void> => table.transact(writes),

    addWrites: (fresh: StoredHook): Write[] => [
      { put: { ...keys.hook(fresh.conversationId, fresh.id), ...fresh }, if: { exists: false } },
      pointerPut(fresh),
    ],

    /** The writes by which another secret takes the place of the one that was read. */
    rotateWrites: (before: StoredHook, hash: string): Write[] => [
      {
        update: keys.hook(before.conversationId, before.id),
        change: { set: { hash }, if: { exists: true, equals: { hash: before.hash } } },
      },
      { delete: keys.hookSecret(before.hash) },
      pointerPut({ ...before, hash }),
    ],

    /** Removes all incoming webhooks of a group. */
    async erase(conversationId: string): Promise<void> {
      const { items } = await table.query(keys.hooks(conversationId));
      const found = items.map((item) => storedHook.parse(item));
      await Promise.all(
        found.map(async ({ id, hash }) => {
          await table.delete(keys.hookSecret(hash));
          await table.delete(keys.hook(conversationId, id));
        }),
      );
    },

    removeWrites: ({ conversationId, id, hash }: StoredHook): Write[] => [
      { delete: keys.hook(conversationId, id), if: { exists: true, equals: { hash } } },
      { delete: keys.hookSecret(hash) },
    ],
  };
}
