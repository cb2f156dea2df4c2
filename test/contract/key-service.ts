import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyService } from '../../shared/platform/ports.ts';

/** What every `KeyService` keeps. `make` gives two services under two different master keys. */
export function keyServiceContract(
  adapter: string,
  make: () => { keys: KeyService; others: KeyService },
): void {
  describe(`KeyService: ${adapter}`, () => {
    const { keys, others } = make();
    const context = { conversation: 'cnv_1', purpose: 'text' };
    const contexts = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), {
      maxKeys: 4,
      noNullPrototype: true,
    });

    it('generates a different 256-bit key each time', async () => {
      const made = await Promise.all(Array.from({ length: 20 }, () => keys.generateDataKey(context)));
      expect(made.map(({ key }) => key.length)).toEqual(Array(20).fill(32));
      expect(new Set(made.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(20);
      expect(new Set(made.map(({ wrapped }) => Buffer.from(wrapped).toString('hex'))).size).toBe(20);
    });

    it('does not contain the key in the wrapped form', async () => {
      const { key, wrapped } = await keys.generateDataKey(context);
      expect(Buffer.from(wrapped).indexOf(key.subarray(0, 8))).toBe(-1);
    });

    it('unwraps a key given the same context, in any order of its entries', async () => {
      await fc.assert(
        fc.asyncProperty(contexts, async (any) => {
          const { key, wrapped } = await keys.generateDataKey(any);
          const reversed = Object.fromEntries(Object.entries(any).reverse());
          expect(Buffer.from(await keys.unwrap(wrapped, reversed))).toEqual(Buffer.from(key));
        }),
      );
    });

    it('refuses to unwrap a key given another context', async () => {
      await fc.assert(
        fc.asyncProperty(contexts, contexts, async (one, other) => {
          const sorted = (any: object) => JSON.stringify(Object.entries(any).sort());
          fc.pre(sorted(one) !== sorted(other));
          const { wrapped } = await keys.generateDataKey(one);
          await expect(keys.unwrap(wrapped, other)).rejects.toThrow();
        }),
      );
    });

    it.each([
      ['one more entry', { ...context, more: '' }],
      ['one entry less', { conversation: 'cnv_1' }],
      ['values swapped', { conversation: 'text', purpose: 'cnv_1' }],
      ['two entries run together', { conversation: 'cnv_1","purpose":"text' }],
    ])('refuses to unwrap a key given a context with %s', async (_, other) => {
      const { wrapped } = await keys.generateDataKey(context);
      await expect(keys.unwrap(wrapped, other)).rejects.toThrow();
    });

    it('refuses a wrapped key with any byte changed', async () => {
      const { wrapped } = await keys.generateDataKey(context);
      await fc.assert(
        fc.asyncProperty(fc.nat(wrapped.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
          const changed = Uint8Array.from(wrapped, (byte, index) => (index === at ? byte ^ flip : byte));
          await expect(keys.unwrap(changed, context)).rejects.toThrow();
        }),
      );
    });

    it('refuses a wrapped key that is truncated, lengthened or made up', async () => {
      const { wrapped } = await keys.generateDataKey(context);
      for (const bad of [wrapped.subarray(0, -1), Buffer.concat([wrapped, wrapped]), new Uint8Array(0)]) {
        await expect(keys.unwrap(bad, context)).rejects.toThrow();
      }
    });

    it('refuses a key that another master key wrapped', async () => {
      const { wrapped } = await others.generateDataKey(context);
      await expect(keys.unwrap(wrapped, context)).rejects.toThrow();
    });

    it('rewraps a key given its context, or says that it is wrapped by the current key already', async () => {
      const { key, wrapped } = await keys.generateDataKey(context);
      const again = (await keys.rewrap(wrapped, context)) ?? wrapped;
      expect(Buffer.from(await keys.unwrap(again, context))).toEqual(Buffer.from(key));
      await expect(keys.unwrap(again, { ...context, more: '' })).rejects.toThrow();
    });

    it('refuses to rewrap a key given another context, or one that another master key wrapped', async () => {
      const { wrapped } = await keys.generateDataKey(context);
      await expect(keys.rewrap(wrapped, { ...context, more: '' })).rejects.toThrow();
      await expect(keys.rewrap((await others.generateDataKey(context)).wrapped, context)).rejects.toThrow();
    });
  });
}
