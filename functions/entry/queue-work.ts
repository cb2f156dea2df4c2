import { awsFunction } from '../composition.ts';
import { workFunction } from '../queue/work.ts';

export const handler = awsFunction(workFunction);
