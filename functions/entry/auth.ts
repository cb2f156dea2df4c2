import { awsApp } from '../composition.ts';
import { authEndpoints } from '../http/auth.ts';
import { service } from '../http/service.ts';

export const handler = service(awsApp(), authEndpoints);
