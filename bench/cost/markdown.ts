/** A table in Markdown. Columns of figures stand to the right of one of text, or there are texts only. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  cells: 'figures' | 'texts' = 'figures',
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const columns = head.map((_, index) => (cells === 'texts' || index === 0 ? '---' : '--:'));
  return [line(head), line(columns), ...rows.map(line)].join('\n');
}
