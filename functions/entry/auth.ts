import { awsFunction } from '../composition.ts';
import { authEndpoints } from '../http/auth.ts';
import { service } from '../http/service.ts';

export const handler = awsFunction((app) => service(app, authEndpoints));
