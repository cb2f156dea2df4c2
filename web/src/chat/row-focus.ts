import type { KeyboardEvent } from 'react';

/** The last message that is wholly in sight, or the last one at all. */
function lastInSight(list: HTMLElement, lines: readonly HTMLElement[]): HTMLElement | undefined {
  const { bottom } = list.getBoundingClientRect();
  return lines.findLast((line) => line.getBoundingClientRect().bottom <= bottom + 1) ?? lines.at(-1);
}

/** The arrow keys lead from the list to its messages, and from one to the next. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget: list } = event;
  const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
  if (step === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const lines = [...list.querySelectorAll<HTMLElement>('article')];
  const index = lines.findIndex((line) => line === target);
  // what is inside of a message has keys of its own
  if (index < 0 && target !== list) return;
  const next = index < 0 ? lastInSight(list, lines) : lines[index + step];
  // at an end it scrolls
  if (next === undefined) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
