import { awsFunction } from '../composition.ts';
import { metaEndpoints } from '../http/meta.ts';
import { service } from '../http/service.ts';

export const handler = awsFunction((app) => service(app, metaEndpoints));
