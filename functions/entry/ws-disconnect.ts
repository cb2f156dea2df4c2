import { awsApp } from '../composition.ts';
import { disconnectFunction } from '../ws/disconnect.ts';

export const handler = disconnectFunction(awsApp());
