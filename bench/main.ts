import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { direct } from './scenarios/direct.ts';
import type { Request, Scenario, StepResult } from './scenarios/scenario.ts';
import { describeMachine } from './support/machine.ts';
import { faults, measures } from './support/measures.ts';
import { measuresTable, profileTables } from './support/report.ts';

const scenarios: Record<string, Scenario> = { direct };
const resultsFolder = join(import.meta.dirname, 'results');

const help = `npm run bench -- [scenario] [options]

Scenarios
${Object.entries(scenarios)
  .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  .join('\n')}

Options
  --rate N        messages per second, in place of the scenario's own ladder of rates
  --in-flight N   in place of a rate: as fast as it goes with N messages under way in each conversation
  --seconds N     how long to measure (10)
  --warmup N      how long to load the server before measuring (3)
  --pairs N       pairs of people (50)
  --profile       also say where the server's CPU goes
  --save          write the figures to bench/results/`;

/** `npm run bench`: loads a backend on this machine and prints the figures. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rate: { type: 'string' },
      'in-flight': { type: 'string' },
      seconds: { type: 'string', default: '10' },
      warmup: { type: 'string', default: '3' },
      pairs: { type: 'string', default: '50' },
      profile: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const [name = 'direct'] = positionals;
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (!scenario) throw new Error(`There is no scenario "${name}".\n\n${help}`);
  const request: Request = {
    ...(values.rate !== undefined && { rate: numberOf('rate', values.rate, 1, 50_000) }),
    ...(values['in-flight'] !== undefined && {
      inFlight: numberOf('in-flight', values['in-flight'], 1, 100),
    }),
    seconds: numberOf('seconds', values.seconds, 1, 120),
    warmup: numberOf('warmup', values.warmup, 0, 60),
    pairs: numberOf('pairs', values.pairs, 1, 500),
    profile: values.profile,
  };

  const steps = await runAll(scenario, request);
  console.log(`\n${measuresTable(steps)}`);
  for (const step of steps) {
    if (step.profile) console.log(`\n${step.name}\n\n${profileTables(step.profile)}`);
  }
  if (values.save) console.log(`\nSaved in ${await save({ scenario: name, request, steps })}`);
  reportFaults(steps);
}

async function runAll(scenario: Scenario, request: Request): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of scenario.steps(request)) {
    const startedAt = performance.now();
    results.push(
      await step.run((line) => {
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
        console.log(`${step.name}  ${seconds} s  ${line}`);
      }),
    );
  }
  return results;
}

/** Writes the figures, rounded, with what they were measured on. */
async function save(report: { scenario: string; request: Request; steps: StepResult[] }): Promise<string> {
  const machine = describeMachine();
  const date = new Date().toISOString();
  const file = join(resultsFolder, `${date.slice(0, 10)}-${machine.commit ?? 'no-commit'}.json`);
  const kept = (name: string, value: unknown) => {
    // A profile's file is a temporary one of this machine.
    if (name === 'file') return undefined;
    return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
  };
  await mkdir(resultsFolder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ date, machine, ...report }, kept, 2)}\n`);
  return file;
}

/** Cores that other programs may use before the figures say more about them. */
const tolerableOthers = 0.2;

function reportFaults(steps: readonly StepResult[]): void {
  for (const step of steps) {
    const others = step.measures.otherCpu ?? 0;
    if (others > tolerableOthers) {
      console.warn(
        `${step.name}: other programs used ${others.toFixed(1)} cores, so the figures are too bad`,
      );
    }
    for (const fault of faults) {
      const count = step.measures[fault] ?? 0;
      if (count === 0) continue;
      console.error(`${step.name}: ${measures[fault][0]}: ${count}`);
      process.exitCode = 1;
    }
  }
}

function numberOf(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!(value >= min && value <= max)) throw new Error(`--${option} is a number from ${min} to ${max}.`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
