import { awsFunction } from '../composition.ts';
import { usersEndpoints } from '../http/users.ts';
import { service } from '../http/service.ts';

export const handler = awsFunction((app) => service(app, usersEndpoints));
