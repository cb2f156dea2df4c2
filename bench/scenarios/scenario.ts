import type { Measures } from '../support/measures.ts';
import type { Profile } from '../support/profile.ts';
import type { StoreKind, Synchronous } from '../support/store.ts';

/** What a person asked for on the command line. */
export interface Request {
  /** Messages per second, in place of the scenario's own. */
  rate?: number;
  /** Messages under way in each conversation, in place of a rate: as fast as it goes. */
  inFlight?: number;
  /** How long to measure, in place of the scenario's own time. */
  seconds?: number;
  /** How long to load the server before measuring. */
  warmup: number;
  /** How long to soak. */
  minutes: number;
  /** How many people, in place of the scenario's own number. */
  people?: number;
  table: StoreKind;
  synchronous: Synchronous;
  /** Whether to go to the largest sizes too, which takes minutes. */
  full: boolean;
  /** Whether to say where the server's CPU goes. */
  profile: boolean;
}

/** Says what goes on in a step. */
export type Progress = (step: string, line: string) => void;

export interface StepResult {
  name: string;
  measures: Measures;
  /** What measures should be at most, on two cores that do nothing else. */
  targets?: Measures;
  profile?: Profile;
}

/** Something that people do with a chat, at one or several loads. */
export interface Scenario {
  summary: string;
  /** Runs only when it is named: it takes long. */
  onlyByName?: true;
  run(request: Request, progress: Progress): Promise<StepResult[]>;
}
