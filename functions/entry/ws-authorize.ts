import { awsApp } from '../composition.ts';
import { authorizeFunction } from '../ws/authorize.ts';

export const handler = authorizeFunction(awsApp());
