import { awsFunction } from '../composition.ts';
import { conversationsEndpoints } from '../http/conversations.ts';
import { service } from '../http/service.ts';

export const handler = awsFunction((app) => service(app, conversationsEndpoints));
