import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const mediaItems = {
  media: itemKind({
    table: 'durable',
    partition: 'MEDIA#<media>',
    sort: 'MEDIA',
    item: 'uploaded file: what it is, and its sealed name; TTL until its first use',
    readBy: 'get by id, batch for lists',
  }),
  mediaKey: itemKind({
    table: 'durable',
    partition: 'MEDIAKEY#<month>',
    sort: 'MEDIAKEY',
    item: 'wrapped key that seals the names of files of a month',
    readBy: 'get, once per process; made by conditional put',
  }),
  mediaVolume: itemKind({
    table: 'ephemeral',
    partition: 'VOLUME#<user>',
    sort: '<day>',
    item: 'bytes that a user began to upload on a day; TTL',
    readBy: 'conditional update with each upload',
  }),
};
const { media, mediaKey, mediaVolume } = mediaItems;

export const keys = {
  media: (id: string): Key => media.key({ media: id }),
  /** The month as in `2026-11`. */
  mediaKey: (month: string): Key => mediaKey.key({ month }),
  /** The day as in `2026-11-30`. */
  mediaVolume: (user: string, day: string): Key => mediaVolume.key({ user, day }),
};
