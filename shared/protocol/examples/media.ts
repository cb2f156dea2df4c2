import type { mediaRoutes } from '../media.ts';
import type { Media } from '../media-model.ts';
import type { RouteExamples } from './example.ts';
import { createdAt } from './values.ts';

export const mediaId = 'med_3rYt0v9ZrW1aXhPzLmC2gQ';
const params = { id: mediaId };
const preview = { width: 4032, height: 3024, placeholder: '1QcSHQRnh493V4dIh4eXh1h4kJUI' };
const expiresAt = '2026-11-20T10:00:00.000Z';
const store = 'https://media.example.org';

export const picture: Media = {
  id: mediaId,
  purpose: 'attachment',
  kind: 'image',
  name: 'Brighton.jpg',
  contentType: 'image/jpeg',
  size: 2_481_152,
  state: 'ready',
  ...preview,
  thumbnails: [320, 960],
  createdAt,
};
const pictureWithAddresses = {
  ...picture,
  urls: {
    original: `${store}/media/${mediaId}/original?Signature=x`,
    thumbnails: {
      320: `${store}/media/${mediaId}/320.webp?Signature=x`,
      960: `${store}/media/${mediaId}/960.webp?Signature=x`,
    },
  },
  expiresAt,
};

export const mediaRouteExamples: RouteExamples<typeof mediaRoutes> = {
  createMedia: {
    body: {
      purpose: 'attachment',
      name: picture.name,
      contentType: picture.contentType,
      size: picture.size,
      sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
      preview,
    },
    reply: {
      id: mediaId,
      upload: {
        url: store,
        fields: {
          key: `uploads/${mediaId}`,
          'Content-Type': picture.contentType,
          Policy: 'eyJleHBpcmF0aW9uIjo',
        },
      },
      expiresAt,
    },
  },
  listMedia: { query: { ids: mediaId }, reply: { items: [pictureWithAddresses] } },
  getMedia: { params, query: { download: 'false' }, reply: pictureWithAddresses },
  getUploadParts: {
    params,
    reply: {
      partSize: 16_777_216,
      parts: [{ number: 2, url: `${store}/uploads/${mediaId}?partNumber=2`, size: 16_777_216 }],
      done: [1],
      expiresAt,
    },
  },
  completeMedia: { params, reply: { ...picture, state: 'checking', thumbnails: [] } },
  deleteMedia: { params },
};
