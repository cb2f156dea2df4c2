import { describe, expect, it } from 'vitest';
import { beginsAsPdf, endsAsZip } from '../../../shared/media/ambiguous.ts';
import { fitsType } from '../../../shared/media/content-type.ts';
import { mediaOfObject, objectKeys } from '../../../shared/media/model.ts';
import { admitUpload, mediaAllowance } from '../../../shared/media/policy.ts';
import { mediaType, mediaTypes, type MediaContentType } from '../../../shared/protocol/index.ts';
import { emptyZip } from '../../support/sample-files.ts';

describe('the name of a type', () => {
  it.each([
    ['image/jpeg', 'image/jpeg'],
    [' Image/JPG ', 'image/jpeg'],
    ['audio/webm;codecs=opus', 'audio/webm'],
    ['text/plain; charset=utf-8', 'text/plain'],
    ['audio/x-m4a', 'audio/mp4'],
    ['application/x-msdownload', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%j is %j', (given, type) => {
    expect(mediaType(given)).toBe(type);
  });
});

describe('what a file looks like', () => {
  it.each<[MediaContentType, string | undefined, boolean]>([
    ['image/png', 'image/apng', true],
    ['image/png', 'image/jpeg', false],
    ['image/png', undefined, false],
    ['audio/mp4', 'video/mp4', true],
    ['audio/webm', 'video/webm', true],
    ['video/webm', 'video/matroska', true],
    ['video/mp4', 'image/avif', false],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/zip', true],
    ['application/zip', 'application/java-archive', false],
    ['application/msword', 'application/x-cfb', true],
    ['text/html', undefined, true],
    ['image/svg+xml', 'application/xml', true],
    ['text/csv', 'application/pdf', false],
  ])('%s that looks like %s: %s', (contentType, found, fits) => {
    expect(fitsType(contentType, found)).toBe(fits);
  });

  it.each([
    ['as a ZIP does', Buffer.concat([Buffer.from('PNG'), emptyZip]), true],
    ['as one with bytes behind it does', Buffer.concat([emptyZip, Buffer.from('more')]), true],
    ['with the mark of one and too little behind it', emptyZip.subarray(0, 10), false],
    ['otherwise', Buffer.from('nothing of it'), false],
    ['with nothing', Buffer.alloc(0), false],
  ])('that ends %s', (_, ending, isZip) => {
    expect(endsAsZip(ending)).toBe(isZip);
  });

  it('that has the signature of a PDF in its first kilobyte is one to some readers', () => {
    expect(beginsAsPdf(Buffer.from('GIF89a %PDF-1.7'))).toBe(true);
    expect(beginsAsPdf(Buffer.from(`${'x'.repeat(1_024)}%PDF-`))).toBe(false);
  });
});

describe('what may be uploaded', () => {
  it('is limited by kind, for each role', () => {
    for (const role of ['user', 'moderator', 'admin'] as const) {
      for (const [contentType, { kind }] of Object.entries(mediaTypes)) {
        const size = mediaAllowance[role][kind];
        const upload = { purpose: 'attachment' as const, contentType };
        expect(admitUpload(role, { ...upload, size })).toEqual({ kind, contentType });
        expect(() => admitUpload(role, { ...upload, size: size + 1 })).toThrow('bytes');
      }
    }
  });

  it('as an avatar is an image, and no drawing that can hold a program', () => {
    const avatar = (contentType: string) => () =>
      admitUpload('user', { purpose: 'avatar', contentType, size: 1 });
    expect(avatar('image/gif')).not.toThrow();
    for (const other of ['image/svg+xml', 'video/mp4']) expect(avatar(other)).toThrow('must be an image');
  });
});

it('the key of an object says which file it belongs to', () => {
  const id = `med_${'a'.repeat(22)}`;
  expect(mediaOfObject(objectKeys.upload(id))).toEqual({ id, part: 'upload' });
  expect(mediaOfObject(objectKeys.poster(id))).toEqual({ id, part: 'poster' });
  expect(mediaOfObject(objectKeys.original(id))).toEqual({ id, part: 'original' });
  expect(mediaOfObject(objectKeys.thumbnail(id, 320))).toEqual({ id, part: 'thumbnail' });
  for (const other of ['uploads/x', `uploads/${id}/x`, `x/${id}`, '']) {
    expect(mediaOfObject(other)).toBeUndefined();
  }
});
