/** The bytes that a request wants, both ends included. */
export interface ByteRange {
  from: number;
  to: number;
}

/**
 * What a `Range` header asks of `size` bytes (RFC 9110): one range, or `undefined` for all of them, also where it asks for
 * several or is no range of bytes. `beyond`: none of the bytes it asks for are there.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'beyond' | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'beyond' : { from: size - length, to: size - 1 };
  }
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= size ? 'beyond' : { from, to };
}
