import { awsApp } from '../composition.ts';
import { connectFunction } from '../ws/connect.ts';

export const handler = connectFunction(awsApp());
