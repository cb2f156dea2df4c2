import { awsFunction } from '../composition.ts';
import { probeFunction } from '../schedule/probe.ts';

export const handler = awsFunction(probeFunction);
