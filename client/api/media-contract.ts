/**
 * Generated from the schemas of `shared/protocol/` by `npm run generate`: change the schemas, not this file. Types of what
 * goes over the wire, and shapes that check what the client reads. The server decides whether a request is valid.
 */
import { media } from './contract.ts';
import type {
  GalleryItem,
  GalleryPage,
  MediaAddresses,
  MediaList,
  MediaRoutes,
  MediaUpload,
  MediaWithAddresses,
  UploadForm,
  UploadInParts,
  UploadPart,
  UploadParts,
} from './contract.ts';
import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  string,
  union,
  type Shape,
} from './shapes.ts';

export const galleryItem: Shape<GalleryItem> = object<GalleryItem>({
  messageId: string,
  seq: integer(0),
  senderId: string,
  createdAt: string,
  media: media,
});

export const galleryPage: Shape<GalleryPage> = object<GalleryPage>({
  items: array(galleryItem),
  nextCursor: nullable(string),
});

export const mediaAddresses: Shape<MediaAddresses> = object<MediaAddresses>({
  original: string,
  thumbnails: record(string),
});

export const mediaWithAddresses: Shape<MediaWithAddresses> = object<MediaWithAddresses>({
  id: string,
  purpose: oneOf('attachment', 'avatar'),
  kind: string,
  name: string,
  contentType: string,
  size: integer(0),
  state: string,
  width: optional(integer(1)),
  height: optional(integer(1)),
  durationSeconds: optional(number),
  placeholder: optional(string),
  waveform: optional(array(integer(0))),
  animated: optional(boolean),
  thumbnails: array(integer(1)),
  createdAt: string,
  refusal: optional(string),
  urls: nullable(mediaAddresses),
  expiresAt: nullable(string),
});

export const mediaList: Shape<MediaList> = object<MediaList>({ items: array(mediaWithAddresses) });

export const uploadForm: Shape<UploadForm> = object<UploadForm>({ url: string, fields: record(string) });

export const uploadPart: Shape<UploadPart> = object<UploadPart>({
  number: integer(1),
  url: string,
  size: integer(1),
});

export const uploadInParts: Shape<UploadInParts> = object<UploadInParts>({
  partSize: integer(1),
  parts: array(uploadPart),
});

export const mediaUpload: Shape<MediaUpload> = object<MediaUpload>({
  id: string,
  upload: union<MediaUpload['upload']>(uploadForm, uploadInParts),
  poster: optional(uploadForm),
  expiresAt: string,
});

export const uploadParts: Shape<UploadParts> = object<UploadParts>({
  partSize: integer(1),
  parts: array(uploadPart),
  done: array(integer(1)),
  expiresAt: string,
});

export const mediaRoutes: MediaRoutes = {
  createMedia: { method: 'POST', path: '/media', replies: { 201: mediaUpload } },
  listMedia: { method: 'GET', path: '/media', replies: { 200: mediaList } },
  getMedia: { method: 'GET', path: '/media/{id}', replies: { 200: mediaWithAddresses } },
  getUploadParts: { method: 'POST', path: '/media/{id}/parts', replies: { 200: uploadParts } },
  completeMedia: { method: 'POST', path: '/media/{id}/complete', replies: { 200: media } },
  deleteMedia: { method: 'DELETE', path: '/media/{id}', replies: { 204: null } },
  listConversationMedia: { method: 'GET', path: '/conversations/{id}/media', replies: { 200: galleryPage } },
};
