import { awsFunction } from '../composition.ts';
import { disconnectFunction } from '../ws/disconnect.ts';

export const handler = awsFunction(disconnectFunction);
