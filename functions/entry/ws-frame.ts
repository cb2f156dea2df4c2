import { awsApp } from '../composition.ts';
import { frameFunction } from '../ws/frame.ts';

export const handler = frameFunction(awsApp());
