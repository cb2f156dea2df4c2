import type { SearchHit } from '../../../client/index.ts';

/** The name by which the style sheet of the search speaks of them. */
const name = 'found';
/** Until when the words of a message that was opened from the results stand out. */
const shownMs = 4_000;

/** The words that were found, by the messages in the page that have them. */
let shown: { conversationId: string; hits: ReadonlyMap<number, SearchHit> } | undefined;
let observer: MutationObserver | undefined;
let frame = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Where the browser has none, the message itself stands out, and that is all. */
const isSupported = 'highlights' in CSS;

/** Marks the words of these hits in the messages of a conversation, whichever of them are in the page, until `clearFound`. */
export function markFound(conversationId: string, hits: readonly SearchHit[]): void {
  if (!isSupported) return;
  clearTimeout(timer);
  shown = { conversationId, hits: new Map(hits.map((hit) => [hit.message.seq, hit])) };
  observer ??= new MutationObserver(later);
  observer.observe(document.body, { childList: true, subtree: true });
  later();
}

/** The same for a moment. */
export function showFound(conversationId: string, hits: readonly SearchHit[]): void {
  markFound(conversationId, hits);
  timer = setTimeout(clearFound, shownMs);
}

export function clearFound(): void {
  if (!isSupported) return;
  clearTimeout(timer);
  cancelAnimationFrame(frame);
  frame = 0;
  observer?.disconnect();
  shown = undefined;
  CSS.highlights.delete(name);
}

/** Lines come and go as the list scrolls: once a frame is enough. */
function later(): void {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    mark();
  });
}

function mark(): void {
  if (shown === undefined) return;
  const ranges: Range[] = [];
  const selector = `[data-chat="${CSS.escape(shown.conversationId)}"][data-seq]`;
  for (const element of document.querySelectorAll<HTMLElement>(selector)) {
    const hit = shown.hits.get(Number(element.dataset['seq']));
    // what was edited since says something else
    if (hit?.message.text === element.textContent) ranges.push(...rangesIn(element, hit));
  }
  CSS.highlights.set(name, new Highlight(...ranges));
}

/** The words of a hit as ranges of the element that shows its text, which may be in several pieces. */
function rangesIn(element: HTMLElement, { marks }: SearchHit): Range[] {
  const pieces: { node: Text; start: number }[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let length = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    pieces.push({ node, start: length });
    length += node.data.length;
  }
  const pointAt = (offset: number, isEnd: boolean) =>
    pieces.findLast(({ start }) => (isEnd ? start < offset : start <= offset));
  return marks.flatMap((mark) => {
    const [first, last] = [pointAt(mark.start, false), pointAt(mark.start + mark.length, true)];
    if (first === undefined || last === undefined) return [];
    const range = new Range();
    range.setStart(first.node, mark.start - first.start);
    range.setEnd(last.node, mark.start + mark.length - last.start);
    return [range];
  });
}
