import {
  ttlAttribute,
  type Attributes,
  type Item,
  type Json,
  type Key,
} from '../../shared/platform/table.ts';

/**
 * Attributes as text, those of a key left out: the JSON of its attributes or, where some are binary, of a pair of the plain ones
 * and the binary ones in base64. No value of an attribute can be mistaken for the other form.
 */
export function encodeAttributes(attributes: Attributes): string {
  const plain: { [name: string]: Json } = {};
  let binary: { [name: string]: string } | undefined;
  for (const name of Object.keys(attributes)) {
    if (name === 'pk' || name === 'sk') continue;
    const value = attributes[name];
    if (value instanceof Uint8Array) {
      binary ??= {};
      binary[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
    } else if (value !== undefined) {
      plain[name] = value;
    }
  }
  return JSON.stringify(binary ? [plain, binary] : plain);
}

/** The item whose attributes `encodeAttributes` wrote. */
export function decodeItem({ pk, sk }: Key, text: string): Item {
  return Object.assign(decodeAttributes(text), { pk, sk });
}

/** What `encodeAttributes` wrote. */
export function decodeAttributes(text: string): Attributes {
  const stored = JSON.parse(text) as
    { [name: string]: Json } | [{ [name: string]: Json }, { [name: string]: string }];
  if (!Array.isArray(stored)) return stored;
  const [plain, binary] = stored;
  const attributes: Attributes = plain;
  for (const [name, base64] of Object.entries(binary)) attributes[name] = bytesOf(base64);
  return attributes;
}

/** Memory of its own: a small `Buffer` is a window on a pool that others share. */
function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** When the item expires in epoch seconds, `null` if it does not. */
export function expiryOf(item: Item): number | null {
  const expires = item[ttlAttribute];
  return typeof expires === 'number' ? expires : null;
}
