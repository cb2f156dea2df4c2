import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { catchUp } from './scenarios/catch-up.ts';
import { connect } from './scenarios/connect.ts';
import { direct } from './scenarios/direct.ts';
import { group } from './scenarios/group.ts';
import { groupSizes } from './scenarios/group-sizes.ts';
import { long } from './scenarios/long.ts';
import { push } from './scenarios/push.ts';
import type { Request, Scenario, StepResult } from './scenarios/scenario.ts';
import { search } from './scenarios/search.ts';
import { soak } from './scenarios/soak.ts';
import { storm } from './scenarios/storm.ts';
import { streams } from './scenarios/streams.ts';
import { faults, measures } from './support/measures.ts';
import { measuresTable, profileTables, targetLines } from './support/report.ts';
import { describeMachine } from './support/machine.ts';
import { saveResults } from './support/save-results.ts';

const scenarios: Record<string, Scenario> = {
  direct,
  group,
  'group-sizes': groupSizes,
  connect,
  storm,
  'catch-up': catchUp,
  long,
  search,
  streams,
  push,
  soak,
};

const help = `npm run bench -- [options]

Options
  --scenario NAME  only this one; can be given several times
  --rate N         messages per second, in place of the scenario's own
  --in-flight N    in place of a rate: as fast as it goes with N messages under way in each conversation
  --seconds N      how long to measure, in place of the scenario's own time
  --warmup N       how long to load the server before measuring (3)
  --people N       people in connect, storm and soak, in place of the scenario's own number
  --minutes N      how long to soak (10)
  --synchronous S  FULL: each commit of SQLite waits for the disk, so that it outlasts a power cut (NORMAL)
  --table NAME     sqlite, or dynamodb: the backend on a DynamoDB engine, at low rates
  --full           up to the largest sizes, which takes minutes
  --profile        also say where the server's CPU goes
  --save           write the figures to bench/results/

Scenarios
${Object.entries(scenarios)
  .map(([name, { summary, onlyByName }]) => {
    return `  ${name.padEnd(12)} ${summary}${onlyByName ? ' (only by its name)' : ''}`;
  })
  .join('\n')}`;

/** `npm run bench`: loads a backend on this machine and prints the figures. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      rate: { type: 'string' },
      'in-flight': { type: 'string' },
      seconds: { type: 'string' },
      warmup: { type: 'string', default: '3' },
      people: { type: 'string' },
      minutes: { type: 'string', default: '10' },
      table: { type: 'string', default: 'sqlite' },
      synchronous: { type: 'string', default: 'NORMAL' },
      full: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  if (values.table !== 'sqlite' && values.table !== 'dynamodb')
    throw new Error('--table is sqlite or dynamodb.');
  if (values.synchronous !== 'NORMAL' && values.synchronous !== 'FULL')
    throw new Error('--synchronous is NORMAL or FULL.');
  const request: Request = {
    ...(values.rate !== undefined && { rate: numberOf('rate', values.rate, 1, 50_000) }),
    ...(values['in-flight'] !== undefined && {
      inFlight: numberOf('in-flight', values['in-flight'], 1, 100),
    }),
    ...(values.seconds !== undefined && { seconds: numberOf('seconds', values.seconds, 1, 120) }),
    ...(values.people !== undefined && { people: numberOf('people', values.people, 20, 5_000) }),
    warmup: numberOf('warmup', values.warmup, 0, 60),
    minutes: numberOf('minutes', values.minutes, 0.2, 24 * 60),
    table: values.table,
    synchronous: values.synchronous,
    full: values.full,
    profile: values.profile,
  };

  // Now rather than when saving: that is the code which is measured.
  const machine = describeMachine();
  const results: Record<string, StepResult[]> = {};
  for (const [name, scenario] of chosen(values.scenario)) {
    console.log(`\n${name}: ${scenario.summary}`);
    results[name] = await run(scenario, request);
  }
  if (values.save) {
    const variant = [
      ...values.scenario,
      ...(values.table === 'sqlite' ? [] : [values.table]),
      ...(values.synchronous === 'NORMAL' ? [] : [values.synchronous.toLowerCase()]),
      ...(values.profile ? ['profile'] : []),
    ];
    console.log(`\nSaved in ${await saveResults(machine, variant, request, results)}`);
  }
}

/** The named scenarios; without names, all that do not take long. */
function chosen(names: readonly string[]): [string, Scenario][] {
  const unknown = names.find((name) => !Object.hasOwn(scenarios, name));
  if (unknown !== undefined) throw new Error(`There is no scenario "${unknown}".\n\n${help}`);
  return Object.entries(scenarios).filter(([name, { onlyByName }]) =>
    names.length > 0 ? names.includes(name) : !onlyByName,
  );
}

/** Runs a scenario and prints what came of it. */
async function run(scenario: Scenario, request: Request): Promise<StepResult[]> {
  const startedAt = performance.now();
  const steps = await scenario.run(request, (step, line) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
    console.log(`  ${seconds} s  ${step}: ${line}`);
  });
  console.log(`\n${measuresTable(steps)}\n`);
  for (const line of targetLines(steps)) console.log(line);
  for (const step of steps) {
    if (step.profile) console.log(`\n${step.name}\n\n${profileTables(step.profile)}`);
  }
  reportFaults(steps, request);
  return steps;
}

/** Cores that other programs may use before the figures say more about them. */
const tolerableOthers = 0.2;

function reportFaults(steps: readonly StepResult[], { table }: Request): void {
  for (const step of steps) {
    const others = step.measures.otherCpu ?? 0;
    // the engine is one of the other programs
    if (table === 'sqlite' && others > tolerableOthers) {
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
