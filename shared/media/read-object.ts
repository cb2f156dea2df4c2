import { createHash } from 'node:crypto';
import type { ObjectStore } from '../platform/ports.ts';

/** The bytes of an object from `from` to `to`, both included; empty where there are none. */
export async function readRange(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
  from: number,
  to: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await objects.read(key, { from, to })) ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads an object once from end to end: its SHA-256 in base64, and what `look` is given of it on the way. */
export async function readThrough(
  objects: Pick<ObjectStore, 'read'>,
  key: string,
  look: (chunk: Uint8Array) => void = () => undefined,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of (await objects.read(key)) ?? []) {
    hash.update(chunk);
    look(chunk);
  }
  return hash.digest('base64');
}
