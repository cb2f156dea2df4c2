import type { StepResult } from '../scenarios/scenario.ts';
import { measureNames, measures } from './measures.ts';
import type { Profile } from './profile.ts';

/** The measures of several steps side by side. */
export function measuresTable(steps: readonly StepResult[]): string {
  const rows = measureNames
    .filter((name) => steps.some((step) => step.measures[name] !== undefined))
    .map((name) => {
      const [label, decimals] = measures[name];
      return [label, ...steps.map((step) => number(step.measures[name], decimals))];
    });
  return table([['', ...steps.map(({ name }) => name)], ...rows]);
}

/** A line for each target: whether it was met. */
export function targetLines(steps: readonly StepResult[]): string[] {
  return steps.flatMap(({ name, measures: found, targets = {} }) =>
    measureNames.flatMap((measure) => {
      const target = targets[measure];
      const value = found[measure];
      if (target === undefined || value === undefined) return [];
      const [label, decimals] = measures[measure];
      const verdict = value <= target ? 'met   ' : 'MISSED';
      return `${verdict}  ${name}: ${label}: ${number(value, decimals)} (at most ${number(target, decimals)})`;
    }),
  );
}

export function profileTables({ areas, functions, file, unit }: Profile): string {
  const cells = (share: Profile['areas'][number]) => [
    share.name,
    number(share.percent, 1),
    number(share.microsecondsEach, 1),
  ];
  return [
    table([['main thread, self time', '%', `µs/${unit}`], ...areas.map(cells)]),
    table([
      ['function', '%', `µs/${unit}`, 'area'],
      ...functions.map((share) => [...cells(share), share.area]),
    ]),
    `The whole profile, for a browser's developer tools: ${file}`,
  ].join('\n\n');
}

function number(value: number | undefined, decimals: number): string {
  if (value === undefined) return '';
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Columns as wide as needed: the first to the left, numbers to the right. */
function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return /^[\d.,]*$/.test(cell) || column > 0 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  '),
    )
    .join('\n');
}
