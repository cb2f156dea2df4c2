import type { StackConfig } from '../config.ts';

/**
 * A name for what has one for the whole account, in whichever Region it was made: `chatflow-<stage>-<region>-<what>`. No
 * two stages share it, nor one stage in two Regions.
 */
export function accountWideName({ stage, region }: StackConfig, what?: string): string {
  return ['chatflow', stage, region, what].filter((part) => part !== undefined).join('-');
}
