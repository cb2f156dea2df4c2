import type { Measures } from '../support/measures.ts';
import type { Profile } from '../support/profile.ts';

/** What a person asked for on the command line. */
export interface Request {
  /** Messages per second; without it the scenario's own ladder of rates. */
  rate?: number;
  /** Messages under way in each conversation, in place of a rate: as fast as it goes. */
  inFlight?: number;
  /** How long to measure. */
  seconds: number;
  /** How long to load the server before measuring. */
  warmup: number;
  pairs: number;
  /** Whether to say where the server's CPU goes. */
  profile: boolean;
}

/** One load on a fresh server. */
export interface Step {
  name: string;
  run(progress: (line: string) => void): Promise<StepResult>;
}

export interface StepResult {
  name: string;
  measures: Measures;
  profile?: Profile;
}

/** Something that people do with a chat, at one or several loads. */
export interface Scenario {
  summary: string;
  steps(request: Request): Step[];
}
