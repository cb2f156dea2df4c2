import type { Stack } from 'aws-cdk-lib/core';
import * as z from 'zod';
import type { Synthesized } from './stacks.ts';

/** What a stack offers to others and takes from them. */
export interface Linked {
  name: string;
  /** By name, with the value as it stands in the template. */
  exports: Map<string, string>;
  outputs: Set<string>;
  /** Names of exports. CloudFormation keeps those from being removed. */
  imports: string[];
  /** Outputs of other stacks, as `<stack>.<output>`, which nothing here protects from removal. */
  reads: string[];
}

const outputs = z.object({
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});
const read = z.object({ StackName: z.string(), OutputName: z.string() });

/** The stacks of a stage in the order in which the CDK deploys them. */
export function linkedStacks({ stacks, template }: Synthesized): Linked[] {
  const ordered: Stack[] = [];
  const add = (stack: Stack): void => {
    if (ordered.includes(stack)) return;
    stack.dependencies.forEach(add);
    ordered.push(stack);
  };
  for (const stack of Object.values(stacks)) if (stack) add(stack);
  return ordered.map((stack) => {
    const json = template(stack).toJSON();
    const { Outputs: own } = outputs.parse(json);
    const all = Object.values(own);
    return {
      name: stack.stackName,
      exports: new Map(
        all.flatMap(({ Value, Export: exported }) =>
          exported ? [[exported.Name, JSON.stringify(Value)]] : [],
        ),
      ),
      outputs: new Set(Object.keys(own)),
      imports: argumentsOf(json, 'Fn::ImportValue').map((name) => z.string().parse(name)),
      reads: argumentsOf(json, 'Fn::GetStackOutput')
        .map((argument) => read.parse(argument))
        .map(({ StackName, OutputName }) => `${StackName}.${OutputName}`),
    };
  });
}

/** What a function of CloudFormation's is called with anywhere in a template. */
function argumentsOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === name ? [inner] : argumentsOf(inner, name),
  );
}

/**
 * What CloudFormation would refuse when these stacks are deployed one after the other over those that run: an export that
 * another stack, as it is at that moment, imports can be neither removed nor changed, and what is imported or read must
 * be there. Stacks that are left out stay as they are.
 */
export function refusedUpdates(running: readonly Linked[], next: readonly Linked[]): string[] {
  const now = new Map(running.map((stack) => [stack.name, stack]));
  return next.flatMap((stack) => {
    const others = [...now.values()].filter(({ name }) => name !== stack.name);
    const before = now.get(stack.name)?.exports ?? new Map<string, string>();
    now.set(stack.name, stack);
    const taken = [...before].flatMap(([name, value]) =>
      stack.exports.get(name) === value
        ? []
        : others
            .filter(({ imports }) => imports.includes(name))
            .map((other) => `${stack.name} takes away ${name}, which ${other.name} imports`),
    );
    const exported = new Set([...now.values()].flatMap(({ exports }) => [...exports.keys()]));
    const output = new Set(
      [...now.values()].flatMap(({ name, outputs: own }) => [...own].map((one) => `${name}.${one}`)),
    );
    const missing = [
      ...stack.imports.filter((name) => !exported.has(name)),
      ...stack.reads.filter((name) => !output.has(name)),
    ].map((name) => `${stack.name} needs ${name}, which is not there`);
    return [...taken, ...missing];
  });
}
