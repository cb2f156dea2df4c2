/** Which of the parts of a node (numbered from 0 to 255) have a term, by the term's hash. The parts ascend. */
export type Postings = Map<number, readonly number[]>;

const headBytes = 5;

/** As bytes: for each term, ascending, its hash, how many parts have it (less one), and which. */
export function encodePostings(postings: Postings): Uint8Array {
  const hashes = [...postings.keys()].sort((a, b) => a - b);
  const size = hashes.reduce((bytes, hash) => bytes + headBytes + (postings.get(hash)?.length ?? 0), 0);
  const encoded = Buffer.alloc(size);
  let at = 0;
  for (const hash of hashes) {
    const parts = postings.get(hash) ?? [];
    encoded.writeUInt32LE(hash, at);
    encoded.writeUInt8(parts.length - 1, at + 4);
    encoded.set(parts, at + headBytes);
    at += headBytes + parts.length;
  }
  return encoded;
}

function* entriesIn(encoded: Uint8Array): Generator<[hash: number, parts: Uint8Array]> {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  for (let at = 0; at < encoded.byteLength;) {
    const end = at + headBytes + view.getUint8(at + 4) + 1;
    yield [view.getUint32(at, true), encoded.subarray(at + headBytes, end)];
    at = end;
  }
}

export function decodePostings(encoded: Uint8Array): Postings {
  return new Map(Array.from(entriesIn(encoded), ([hash, parts]) => [hash, [...parts]]));
}

/** The parts that have a term; none of them is decoded besides. */
export function partsWith(encoded: Uint8Array, wanted: number): readonly number[] {
  for (const [hash, parts] of entriesIn(encoded)) {
    if (hash === wanted) return [...parts];
    if (hash > wanted) break;
  }
  return [];
}
