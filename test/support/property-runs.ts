import * as z from 'zod';

const wholeNumber = z
  .string()
  .regex(/^-?\d+$/, 'must be a whole number')
  .transform(Number);

const variables = z.object({
  FAST_CHECK_SEED: wholeNumber.exactOptional(),
  FAST_CHECK_PATH: z
    .string()
    .regex(/^\d+(:\d+)*$/, 'must be numbers separated by colons')
    .exactOptional(),
  FAST_CHECK_RUNS: wholeNumber.pipe(z.number().min(1, 'must be 1 or more')).exactOptional(),
});

/** What the environment asks of every property test, in fast-check's own terms. */
export interface PropertySettings {
  seed?: number;
  path?: string;
}

function read(environment: NodeJS.ProcessEnv): z.infer<typeof variables> {
  const { success, data, error } = variables.safeParse(environment);
  if (success) return data;
  throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}

/**
 * Settings that replay a failure: a property that fails prints its seed and path, and `FAST_CHECK_SEED` and
 * `FAST_CHECK_PATH` give them back. Throws an `Error` that names each variable that is wrong.
 */
export function propertySettings(environment: NodeJS.ProcessEnv): PropertySettings {
  const { FAST_CHECK_SEED: seed, FAST_CHECK_PATH: path } = read(environment);
  return { ...(seed !== undefined && { seed }), ...(path !== undefined && { path }) };
}

/** How often a costly property is tried: `FAST_CHECK_RUNS`, or what its test takes by default. */
export function propertyRuns(byDefault: number, environment: NodeJS.ProcessEnv = process.env): number {
  return read(environment).FAST_CHECK_RUNS ?? byDefault;
}
