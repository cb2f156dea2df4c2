import { describe, expect, test } from 'vitest';
import type { Media } from '../../../../web/src/media/model.ts';
import {
  merged,
  nextKind,
  together,
  type GalleryItem,
  type KindPages,
} from '../../../../web/src/viewer/gallery-items.ts';
import { galleryRows } from '../../../../web/src/viewer/gallery-rows.ts';
import { fitted, held, swipeOf, whole, zoomed } from '../../../../web/src/viewer/zoom.ts';

const item = (seq: number, createdAt = '2026-11-30T12:00:00.000Z'): GalleryItem => ({
  messageId: `msg_${seq}`,
  seq,
  senderId: 'usr_1',
  createdAt,
  media: { id: `med_${seq}` } as Media,
});
const pages = (kind: KindPages['kind'], seqs: number[], complete = false): KindPages => ({
  kind,
  items: seqs.map((seq) => item(seq)),
  complete,
});
const seqs = (items: readonly GalleryItem[]) => items.map(({ seq }) => seq);

describe('files of several kinds as one list', () => {
  test('given kinds that are loaded to different places, leaves out what may miss something between', () => {
    expect(seqs(merged([pages('image', [9, 7, 5]), pages('video', [8, 2])]))).toEqual([9, 8, 7, 5]);
    expect(seqs(merged([pages('image', [9, 7, 5], true), pages('video', [8, 2])]))).toEqual([9, 8, 7, 5, 2]);
    expect(seqs(merged([pages('image', [9]), pages('video', [])]))).toEqual([]);
  });

  test('given kinds that are not complete, loads the one that holds the others up', () => {
    expect(nextKind([pages('image', [9, 7]), pages('video', [8, 2])])).toBe('image');
    expect(nextKind([pages('image', [9], true), pages('video', [8])])).toBe('video');
    expect(nextKind([pages('image', [], true)])).toBeUndefined();
  });

  test('given messages and a gallery, shows each file once', () => {
    expect(seqs(together([item(5), item(4)], [item(4), item(3)]))).toEqual([5, 4, 3]);
  });

  test('given files of two months, puts as many as fit into a line under their month', () => {
    const november = [4, 3, 2].map((seq) => item(seq));
    const rows = galleryRows([...november, item(1, '2026-10-15T12:00:00.000Z')], 2);
    expect(rows.map((row) => (row.type === 'month' ? 'month' : seqs(row.items).join()))).toEqual([
      'month',
      '4,3',
      '2',
      'month',
      '1',
    ]);
  });
});

describe('a picture that is enlarged', () => {
  const box = { width: 400, height: 800 };

  test('given a place under the pointer, keeps it there', () => {
    const view = zoomed(whole, 2, { x: 100, y: -50 });
    expect(view).toEqual({ scale: 2, x: -100, y: 50 });
    expect(zoomed(view, 0.5, { x: 100, y: -50 })).toEqual(whole);
    expect(zoomed(whole, 0.5, { x: 10, y: 10 })).toEqual(whole);
  });

  test('given a picture that is moved, shows nothing beside it that it could fill', () => {
    const picture = fitted({ width: 4_000, height: 2_000 }, box);
    expect(picture).toEqual({ width: 400, height: 200 });
    expect(held({ scale: 3, x: 9_999, y: 9_999 }, box, picture)).toEqual({ scale: 3, x: 400, y: 0 });
    expect(held({ scale: 99, x: 0, y: -9_999 }, box, picture)).toEqual({ scale: 8, x: 0, y: -400 });
  });

  test('given a finger, tells a swipe from a slip', () => {
    expect(swipeOf({ x: -120, y: 20 }, 400)).toBe('later');
    expect(swipeOf({ x: 40, y: 2 }, 60)).toBe('earlier');
    expect(swipeOf({ x: 5, y: 130 }, 300)).toBe('close');
    expect(swipeOf({ x: 5, y: -130 }, 300)).toBeUndefined();
    expect(swipeOf({ x: 30, y: 2 }, 900)).toBeUndefined();
  });
});
