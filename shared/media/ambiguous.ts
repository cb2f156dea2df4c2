/** The end of a ZIP's table of contents: 22 bytes and a comment, which only the end of the file ends. */
const endOfZip = Buffer.from('PK\x05\x06', 'latin1');
const endOfZipBytes = 22;
const commentLengthAt = 20;
/** Where the end of a ZIP can begin at the earliest, counted from the end of the file. */
export const zipEndBytes = endOfZipBytes + 0xffff;

/** Whether a file that ends so can be read as a ZIP. */
export function endsAsZip(ending: Uint8Array): boolean {
  const bytes = Buffer.from(ending.buffer, ending.byteOffset, ending.byteLength);
  for (
    let at = bytes.lastIndexOf(endOfZip);
    at >= 0;
    at = at === 0 ? -1 : bytes.lastIndexOf(endOfZip, at - 1)
  ) {
    if (at + endOfZipBytes > bytes.length) continue;
    // readers differ in what they let follow the comment; what lies before it is theirs to find
    if (at + endOfZipBytes + bytes.readUInt16LE(at + commentLengthAt) <= bytes.length) return true;
  }
  return false;
}

/** Readers of PDF look for its signature in the first kilobyte. */
const pdfBytes = 1024;

/** Whether a file that begins so is taken for a PDF by some readers. */
export const beginsAsPdf = (beginning: Uint8Array): boolean =>
  Buffer.from(beginning.buffer, beginning.byteOffset, Math.min(pdfBytes, beginning.byteLength)).includes(
    '%PDF-',
  );
