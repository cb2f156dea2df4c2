const byteOrderMarks = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] };
/** Within this many bytes a page says which encoding it has. */
const declarationBytes = 1_024;
const declaration = /<meta[^>]+?charset\s*=\s*["']?\s*([\w-]+)/i;

/** The text of a page, by its byte order mark, its `content-type` or its `<meta>`; else it is UTF-8. */
export function decodeHtml(bytes: Uint8Array, contentType: string): string {
  const marked = Object.entries(byteOrderMarks).find(([, mark]) =>
    mark.every((byte, at) => bytes[at] === byte),
  );
  const beginning = Buffer.from(bytes.subarray(0, declarationBytes)).toString('latin1');
  const said =
    marked?.[0] ?? /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1] ?? declaration.exec(beginning)?.[1];
  return decoderFor(said ?? 'utf-8').decode(bytes);
}

function decoderFor(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch (error) {
    // an encoding that is none
    if (error instanceof RangeError) return new TextDecoder();
    throw error;
  }
}
