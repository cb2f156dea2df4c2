import { awsFunction } from '../composition.ts';
import { frameFunction } from '../ws/frame.ts';

export const handler = awsFunction(frameFunction);
