import type { PasswordEstimate } from '../ports.ts';

let loading: ReturnType<typeof load> | undefined;

/** The list of common passwords is large and only setting passwords needs it: it is loaded then, once. */
async function load() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}

/** zxcvbn's estimate of how many guesses a password withstands, for one who knows these words of its owner. */
export async function estimatePassword(
  password: string,
  words: readonly string[],
): Promise<PasswordEstimate> {
  const estimator = await (loading ??= load());
  const { guesses, feedback } = estimator.check(password, [...words]);
  return { guesses, ...(feedback.warning !== null && { weakness: feedback.warning }) };
}
