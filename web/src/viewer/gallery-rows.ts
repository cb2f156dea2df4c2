import type { GalleryItem } from './gallery-items.ts';

/** A line of the gallery: the month in which all below it were sent, or as many files as stand side by side. */
export type GalleryRow =
  | { readonly type: 'month'; readonly key: string; readonly at: string }
  | { readonly type: 'files'; readonly key: string; readonly items: readonly GalleryItem[] };

const monthOf = (iso: string): string => {
  const time = new Date(iso);
  return `${time.getFullYear()}-${time.getMonth()}`;
};

/** Files, newest first, as lines of `columns` each under the months in which they were sent. */
export function galleryRows(items: readonly GalleryItem[], columns: number): GalleryRow[] {
  const rows: GalleryRow[] = [];
  let month: string | undefined;
  let line: GalleryItem[] = [];
  for (const item of items) {
    const at = monthOf(item.createdAt);
    if (at !== month) rows.push({ type: 'month', key: `month ${at}`, at: item.createdAt });
    if (at !== month || line.length === columns) {
      line = [];
      rows.push({ type: 'files', key: `${item.messageId} ${item.media.id}`, items: line });
    }
    line.push(item);
    month = at;
  }
  return rows;
}
