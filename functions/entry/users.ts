import { awsApp } from '../composition.ts';
import { usersEndpoints } from '../http/users.ts';
import { service } from '../http/service.ts';

export const handler = service(awsApp(), usersEndpoints);
