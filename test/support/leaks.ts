/** What test files share that run one after the other in the same thread. */
export interface Surroundings {
  environment: Record<string, string | undefined>;
  globals: Map<PropertyKey, unknown>;
  folder: string;
}

/** Takes stock of the environment variables, the global values and the working directory. */
export function surroundings(): Surroundings {
  const globals = new Map<PropertyKey, unknown>();
  for (const key of Reflect.ownKeys(globalThis)) {
    // what a getter gives is made when it is first asked for, so only its presence counts
    const descriptor = Reflect.getOwnPropertyDescriptor(globalThis, key);
    if (!isRunners(key)) globals.set(key, descriptor?.get ? lazy : descriptor?.value);
  }
  return { environment: { ...process.env }, globals, folder: process.cwd() };
}

const lazy = Symbol('lazy');

/** What the test runner keeps for itself, and what AWS's SDK makes when it is loaded. */
function isRunners(key: PropertyKey): boolean {
  return typeof key === 'symbol' || /^(__|VITEST|vitest|awslambda$)/.test(String(key));
}

/** What differs between the two, one line each. */
export function leaksBetween(before: Surroundings, after: Surroundings): string[] {
  const names = new Set([...Object.keys(before.environment), ...Object.keys(after.environment)]);
  const environment = [...names]
    .filter((name) => !name.startsWith('VITEST') && before.environment[name] !== after.environment[name])
    .map((name) => `environment variable ${name}`);
  const keys = new Set([...before.globals.keys(), ...after.globals.keys()]);
  const globals = [...keys]
    .filter((key) => {
      if (before.globals.has(key) !== after.globals.has(key)) return true;
      const value = before.globals.get(key);
      return value !== lazy && !Object.is(value, after.globals.get(key));
    })
    .map((key) => `global ${String(key)}`);
  const folder = before.folder === after.folder ? [] : ['working directory'];
  return [...environment, ...globals, ...folder];
}
