import {
  completeUpload,
  createUpload,
  getMedia,
  getUploadParts,
  listMedia,
  takeBack,
} from '../../shared/media/index.ts';
import { routes } from '../../shared/protocol/index.ts';
import { httpLambda, on, reply } from './service.ts';

export const lambda = httpLambda([
  on(routes.createMedia, async ({ app, caller, body }) => reply(201, await createUpload(app, caller, body))),
  on(routes.listMedia, async ({ app, caller, query: { ids } }) =>
    reply(200, await listMedia(app, caller, ids)),
  ),
  on(routes.getMedia, async ({ app, caller, params: { id }, query }) =>
    reply(200, await getMedia(app, caller, id, { download: query.download === 'true' })),
  ),
  on(routes.getUploadParts, async ({ app, caller, params: { id } }) =>
    reply(200, await getUploadParts(app, caller, id)),
  ),
  on(routes.completeMedia, async ({ app, caller, params: { id } }) =>
    reply(200, await completeUpload(app, caller, id)),
  ),
  on(routes.deleteMedia, async ({ app, caller, params: { id } }) => {
    await takeBack(app, caller, id);
    return reply(204, null);
  }),
]);
