import type { SharedContact } from '../../../client/index.ts';

/** What would end a value or part it. */
const escaped = (text: string) =>
  text.replaceAll(/\r\n?|\n/g, ' ').replaceAll(/[\\,;]/g, (character) => `\\${character}`);

/** A line has at most 75 bytes; what follows begins with a space (RFC 6350, section 3.2). No character is parted. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let folds = '';
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (bytes + size > 74) {
      folds += '\r\n ';
      bytes = 1;
    }
    folds += character;
    bytes += size;
  }
  return folds;
}

/** A contact as a file that address books take (vCard 4.0). */
export function vcardOf({ name, phones = [], emails = [] }: Omit<SharedContact, 'userId'>): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `FN:${escaped(name)}`,
    ...phones.map((phone) => `TEL:${escaped(phone)}`),
    ...emails.map((address) => `EMAIL:${escaped(address)}`),
    'END:VCARD',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

/** A name of a file that no system refuses. */
export const vcardName = (name: string): string =>
  `${
    name
      .replaceAll(/[^\p{L}\p{N}\p{M} ._-]/gu, '')
      .trim()
      .slice(0, 60) || 'contact'
  }.vcf`;
