import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What a provider of the tests remembers; each has one of its own. */
export function providerMemory(): new (kind: string) => Adapter {
  const stored = new Map<string, AdapterPayload>();
  return class Memory implements Adapter {
    readonly #kind: string;
    constructor(kind: string) {
      this.#kind = kind;
    }
    upsert = (id: string, payload: AdapterPayload) => {
      stored.set(`${this.#kind} ${id}`, payload);
      return Promise.resolve();
    };
    find = (id: string) => Promise.resolve(stored.get(`${this.#kind} ${id}`));
    findByUid = (uid: string) =>
      Promise.resolve(
        [...stored.values()].find((payload) => payload.kind === 'Session' && payload.uid === uid),
      );
    findByUserCode = () => Promise.resolve(undefined);
    consume = async (id: string) => {
      const payload = await this.find(id);
      if (payload) payload.consumed = true;
    };
    destroy = (id: string) => {
      stored.delete(`${this.#kind} ${id}`);
      return Promise.resolve();
    };
    revokeByGrantId = (grantId: string) => {
      for (const [key, payload] of stored) if (payload.grantId === grantId) stored.delete(key);
      return Promise.resolve();
    };
  };
}
