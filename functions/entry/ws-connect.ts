import { awsFunction } from '../composition.ts';
import { connectFunction } from '../ws/connect.ts';

export const handler = awsFunction(connectFunction);
