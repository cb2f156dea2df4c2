import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

export type Strength = 0 | 1 | 2 | 3 | 4;

/** Everything about a password that one who knows these texts about its owner would try. */
function check(password: string, known: readonly string[]) {
  const words = known.flatMap((text) => [text, ...text.split(/[\s@._-]+/)]);
  return estimator.check(password, ['chatflow', ...words.filter((word) => word.length > 2)]);
}

/** How hard a password is to guess, from 0 (at once) to 4, for one who knows these texts about its owner. */
export const strengthOf = (password: string, known: readonly string[]): Strength =>
  check(password, known).score;

/** The estimator's name for what makes a password weak, if it is. */
export const warningOf = (password: string, known: readonly string[]): string | undefined =>
  check(password, known).feedback.warning ?? undefined;
