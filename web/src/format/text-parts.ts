import type { Entity } from '../../../client/index.ts';

/** What a server says are parts of a text. */
export type Entities = readonly Entity[] | undefined;

/** A piece of a text: plain, or an entity with the pieces within it. */
export interface TextPart {
  readonly text: string;
  readonly entity?: Entity;
  readonly within: readonly TextPart[];
}

const blocks: ReadonlySet<string> = new Set<Entity['type']>(['pre', 'quote']);
/** Whether a part is a block of its own, with a line break before and after it. */
export const isBlock = ({ entity }: TextPart): boolean => entity !== undefined && blocks.has(entity.type);

/** The parts of a text in order. What does not fit the text, or overlaps, is left out: then its text is plain. */
export function textParts(text: string, entities: Entities): readonly TextPart[] {
  const all = entities ?? [];
  let next = 0;
  function range(from: number, to: number): TextPart[] {
    const parts: TextPart[] = [];
    let at = from;
    for (let entity = all[next]; entity !== undefined && entity.start < to; entity = all[next]) {
      next += 1;
      const end = entity.start + entity.length;
      if (entity.start < at || end > to || entity.length < 1) continue;
      if (entity.start > at) parts.push({ text: text.slice(at, entity.start), within: [] });
      parts.push({ text: text.slice(entity.start, end), entity, within: range(entity.start, end) });
      at = end;
    }
    if (at < to) parts.push({ text: text.slice(at, to), within: [] });
    return parts;
  }
  return withoutBreaks(range(0, text.length));
}

/** A block ends the line before it, and begins the one after it: the line breaks in the text do the same. */
const withoutBreaks = (parts: readonly TextPart[]): readonly TextPart[] =>
  parts.flatMap((part, index) => {
    if (part.entity !== undefined) return { ...part, within: withoutBreaks(part.within) };
    const [before, after] = [parts[index - 1], parts[index + 1]];
    let { text } = part;
    if (before && isBlock(before)) text = text.replace(/^\n/, '');
    if (after && isBlock(after)) text = text.replace(/\n$/, '');
    return text === '' ? [] : { ...part, text };
  });

/** A text of one line in which what is hidden stays hidden: for lists, quotes and screen readers. */
export function shownText(text: string, entities: Entities): string {
  let shown = text;
  for (const { type, start, length } of entities ?? []) {
    if (type !== 'spoiler' || start + length > text.length) continue;
    shown = shown.slice(0, start) + '▒'.repeat(length) + shown.slice(start + length);
  }
  return shown.replaceAll(/▒{6,}/g, '▒▒▒▒▒');
}
