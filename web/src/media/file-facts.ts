const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size in bytes as people read it: `1.2 MB`. */
export function sizeText(bytes: number, locale: string): string {
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1_000 ** power;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 1 ? 1 : 0,
  }).format(value);
}

/** How many characters of the end stay visible where a name is cut. */
const tail = 8;

/** A file's name in two parts: the first is cut where there is no room, the second, with the extension, is not. */
export function nameParts(name: string): [start: string, end: string] {
  const characters = [...name];
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? [...name.slice(dot)].length : 0;
  const kept = Math.min(extension > 0 && extension <= 8 ? extension + 3 : tail, characters.length);
  return [characters.slice(0, -kept).join(''), characters.slice(-kept).join('')];
}

/** What a document is, for its icon. */
export type FileKind = 'pdf' | 'text' | 'table' | 'slides' | 'archive' | 'other';

const kinds: readonly [RegExp, FileKind][] = [
  [/pdf/, 'pdf'],
  [/spreadsheet|excel|csv/, 'table'],
  [/presentation|powerpoint/, 'slides'],
  [/zip|tar|rar|7z|compressed/, 'archive'],
  [/^text\/|word|opendocument\.text|rtf|json|xml/, 'text'],
];

export const fileKindOf = (contentType: string): FileKind =>
  kinds.find(([pattern]) => pattern.test(contentType))?.[1] ?? 'other';
