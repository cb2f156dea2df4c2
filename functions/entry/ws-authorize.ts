import { awsFunction } from '../composition.ts';
import { authorizeFunction } from '../ws/authorize.ts';

export const handler = awsFunction(authorizeFunction);
