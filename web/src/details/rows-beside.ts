/**
 * Where the focus goes when the row of `control` is gone: to the last button of the rows after it, else before it, the nearest
 * first; or to the first button of the section. They are found while the row is still there.
 */
export function buttonsBeside(control: Element): HTMLElement[] {
  const row = control.closest('li');
  if (row === null) return [];
  const rows = [...(row.parentElement?.children ?? [])];
  const at = rows.indexOf(row);
  const lastIn = (other: Element) => other.querySelector<HTMLElement>('button:last-of-type');
  const above = control.closest('section')?.querySelector('button');
  return [...rows.slice(at + 1), ...rows.slice(0, at).toReversed()]
    .map(lastIn)
    .concat(above ?? null)
    .filter((button) => button !== null);
}
