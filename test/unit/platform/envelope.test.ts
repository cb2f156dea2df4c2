import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocalKeyService } from '../../../local/keys/local-key-service.ts';
import { createEnvelope } from '../../../shared/platform/envelope.ts';
import type { KeyService } from '../../../shared/platform/ports.ts';

const context = { conversation: 'cnv_1' };
const place = ['cnv_1', 7, 'usr_1'];

/** An envelope on real local keys, with a clock to move and a count of the key service's calls. */
function setUp() {
  const real = createLocalKeyService([{ id: 1, key: createSecretKey(randomBytes(32)) }], randomBytes);
  const calls = { generate: 0, unwrap: 0 };
  const state = { now: 1_000_000, down: false };
  const keys: KeyService = {
    generateDataKey(asked) {
      calls.generate += 1;
      return real.generateDataKey(asked);
    },
    unwrap(wrapped, asked) {
      calls.unwrap += 1;
      return state.down ? Promise.reject(new Error('down')) : real.unwrap(wrapped, asked);
    },
    rewrap: (wrapped, asked) => real.rewrap(wrapped, asked),
  };
  const deps = { keys, random: randomBytes, clock: { now: () => state.now }, cacheSeconds: 300 };
  return { envelope: createEnvelope(deps), another: () => createEnvelope(deps), calls, state };
}

describe('sealing', () => {
  it('given any text, seals it into different bytes each time, which open to the text', async () => {
    const { envelope } = setUp();
    const key = await envelope.newKey(context);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const sealed = await envelope.seal(key, place, text);
        expect(await envelope.open(key, place, sealed)).toBe(text);
        expect(sealed).toHaveLength(12 + 16 + Buffer.byteLength(text));
        expect(await envelope.seal(key, place, text)).not.toEqual(sealed);
      }),
    );
  });

  it('given another conversation, number or sender, does not open', async () => {
    const { envelope } = setUp();
    const key = await envelope.newKey(context);
    const sealed = await envelope.seal(key, place, 'secret');
    for (const other of [['cnv_2', 7, 'usr_1'], ['cnv_1', 8, 'usr_1'], ['cnv_1', 7, 'usr_2'], []]) {
      await expect(envelope.open(key, other, sealed)).rejects.toThrow();
    }
    const otherKey = await envelope.newKey({ conversation: 'cnv_2' });
    await expect(envelope.open(otherKey, place, sealed)).rejects.toThrow();
  });

  it('given any changed byte, does not open', async () => {
    const { envelope } = setUp();
    const key = await envelope.newKey(context);
    const sealed = await envelope.seal(key, place, 'secret');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      await expect(envelope.open(key, place, changed)).rejects.toThrow();
    }
    await expect(envelope.open(key, place, sealed.subarray(0, 20))).rejects.toThrow();
  });

  it('given another context than the key was wrapped with, does not open', async () => {
    const { envelope, another } = setUp();
    const key = await envelope.newKey(context);
    const sealed = await envelope.seal(key, place, 'secret');
    expect(await another().open(key, place, sealed)).toBe('secret');
    const stolen = { ...key, context: { conversation: 'cnv_2' } };
    await expect(another().open(stolen, place, sealed)).rejects.toThrow();
  });
});

describe('unwrapped keys', () => {
  it('given concurrent callers, are requested once, and again after five minutes', async () => {
    const { envelope, another, calls, state } = setUp();
    const key = await envelope.newKey(context);
    await envelope.seal(key, place, 'x');
    expect(calls).toEqual({ generate: 1, unwrap: 0 });
    const cold = another();
    await Promise.all(Array.from({ length: 20 }, () => cold.seal(key, place, 'x')));
    expect(calls.unwrap).toBe(1);
    state.now += 300_001;
    await cold.seal(key, place, 'x');
    expect(calls.unwrap).toBe(2);
  });

  it('given more than a thousand, evict the least recently used', async () => {
    const { envelope, calls } = setUp();
    const keys = await Promise.all(
      Array.from({ length: 1_001 }, (_, index) => envelope.newKey({ conversation: `cnv_${index}` })),
    );
    const unwrapsFor = async (key = keys[0]) => {
      if (!key) throw new Error('there is such a key');
      const before = calls.unwrap;
      await envelope.seal(key, place, 'x');
      return calls.unwrap - before;
    };
    expect(await unwrapsFor(keys.at(-1))).toBe(0);
    expect(await unwrapsFor(keys[1])).toBe(0);
    expect(await unwrapsFor(keys[0])).toBe(1);
  });

  it('given two first keys of one owner, are kept apart', async () => {
    const { envelope, another } = setUp();
    const stored = await envelope.newKey(context);
    await envelope.newKey(context);
    const sealed = await envelope.seal(stored, place, 'x');
    expect(await another().open(stored, place, sealed)).toBe('x');
  });

  it('given a text under an earlier key, load that key once', async () => {
    const { envelope, another } = setUp();
    const before = await envelope.newKey(context);
    const sealed = await envelope.seal(before, place, 'x');
    const after = await envelope.newKey(context, before.keyId);
    expect([before.keyId, after.keyId]).toEqual(['k1', expect.stringMatching(/^k2-[\w-]{8}$/)]);
    expect((await envelope.newKey(context, after.keyId)).keyId).toMatch(/^k3-/);
    let loads = 0;
    const load = () => {
      loads += 1;
      return Promise.resolve(before.wrapped);
    };
    const cold = another();
    for (const _ of [1, 2]) {
      expect(await cold.open({ keyId: before.keyId, context, load }, place, sealed)).toBe('x');
    }
    expect(loads).toBe(1);
    await expect(cold.open(after, place, sealed)).rejects.toThrow();
  });

  it('given a failed request, are requested again', async () => {
    const { envelope, another, state } = setUp();
    const key = await envelope.newKey(context);
    const cold = another();
    state.down = true;
    await expect(cold.seal(key, place, 'x')).rejects.toThrow('down');
    state.down = false;
    expect(await cold.seal(key, place, 'x')).toBeInstanceOf(Uint8Array);
  });
});
