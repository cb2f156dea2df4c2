import { awsApp } from '../composition.ts';
import { workFunction } from '../queue/work.ts';

export const handler = workFunction(awsApp());
