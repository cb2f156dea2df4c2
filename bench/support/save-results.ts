import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, StepResult } from '../scenarios/scenario.ts';
import type { Machine } from './machine.ts';

const resultsFolder = join(import.meta.dirname, '../results');

/** Writes the figures of each scenario, rounded, with what they were measured on. Gives the file's path. */
export async function saveResults(
  machine: Machine,
  /** What sets this run apart from others of the same commit: becomes part of the file's name. */
  variant: readonly string[],
  request: Request,
  scenarios: Record<string, readonly StepResult[]>,
): Promise<string> {
  const date = new Date().toISOString();
  const name = [date.slice(0, 10), machine.commit ?? 'no-commit', ...variant].join('-');
  const file = join(resultsFolder, `${name}.json`);
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ date, machine, request, scenarios }, kept, 2)}\n`);
  return file;
}

function kept(name: string, value: unknown): unknown {
  // A profile's file is a temporary one of this machine.
  if (name === 'file') return undefined;
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}
