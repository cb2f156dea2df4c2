import { describe, expect, it } from 'vitest';
import { mediaStore, type StoredMedia } from '../../../../shared/media/index.ts';
import { attachmentStore } from '../../../../shared/messages/attachments/attachment-store.ts';
import type { EntryOf } from '../../../../shared/messages/log-entry.ts';
import { releaseMedia } from '../../../../shared/messages/attachments/release-media.ts';
import { Unavailable } from '../../../../shared/platform/errors.ts';
import type { Table } from '../../../../shared/platform/table.ts';
import { temporaryDatabase } from '../../../support/backend/database.ts';

const id = `med_${'A'.repeat(22)}`;
const file: StoredMedia = {
  ...{ id, owner: 'usr_1', purpose: 'attachment', kind: 'document', contentType: 'text/plain', size: 5 },
  ...{ state: 'ready', sealed: new Uint8Array(1), keyId: '2026-11', thumbnails: [] },
  ...{ createdAt: 0, pictured: [], version: 1, uses: 0 },
};

/** A table that lets this many writes through, and then is gone, as for a process that ends. */
function endingAfter(table: Table, writes: number): Table {
  let left = writes;
  const write = <T>(perform: () => Promise<T>): Promise<T> => {
    left -= 1;
    return left < 0 ? Promise.reject(new Unavailable('The database', undefined)) : perform();
  };
  return {
    get: (...asked) => table.get(...asked),
    query: (...asked) => table.query(...asked),
    batchGet: (...asked) => table.batchGet(...asked),
    put: (...asked) => write(() => table.put(...asked)),
    update: (...asked) => write(() => table.update(...asked)),
    delete: (...asked) => write(() => table.delete(...asked)),
    transact: (...asked) => write(() => table.transact(...asked)),
  };
}

function world() {
  const database = temporaryDatabase();
  const [durable, ephemeral] = [database.table('durable'), database.table('ephemeral')];
  const storeOn = (table: Table) => mediaStore({ durable: table, ephemeral });
  return { durable, storeOn, media: storeOn(durable) };
}

describe('a use of a file that is over', () => {
  it('takes the file along in the same write, if it was the last', async () => {
    const { durable, storeOn, media } = world();
    await media.add({ ...file, uses: 1 });
    await storeOn(endingAfter(durable, 1)).releaseUse(id);
    expect(await media.get(id)).toBeUndefined();
    await media.releaseUse(id);
  });

  it('leaves the file to the others, and the last of many at once takes it along', async () => {
    const { media } = world();
    await media.add({ ...file, uses: 6 });
    await Promise.all(Array.from({ length: 5 }, () => media.releaseUse(id)));
    expect(await media.get(id)).toMatchObject({ uses: 1, version: 1 });
    await media.releaseUse(id);
    expect(await media.get(id)).toBeUndefined();
  });

  it('of a message takes the file and its places along in one write, and can be said again', async () => {
    const { durable, storeOn, media } = world();
    const entry: EntryOf<'text'> = {
      ...{ kind: 'text', seq: 1, senderId: 'usr_1', createdAt: 0, sealedText: new Uint8Array(1), keyId: 'k' },
      attachments: [{ id, kind: 'document' }],
    };
    const attachments = attachmentStore(durable);
    await media.add({ ...file, uses: 2 });
    const [sent, forwarded] = ['con_1', 'con_2'];
    await durable.transact(attachments.placeWrites(sent, entry));
    await durable.transact(attachments.placeWrites(forwarded, entry));
    const releasing = (conversationId: string, table: Table) =>
      releaseMedia({ media: storeOn(table), attachments: attachmentStore(table) }, conversationId, {
        seq: entry.seq,
        attachments: entry.attachments ?? [],
      });
    await releasing(sent, durable);
    await releasing(sent, durable);
    expect(await media.get(id)).toMatchObject({ uses: 1 });
    expect(await attachments.uses(id)).toMatchObject([{ conversationId: forwarded }]);
    await releasing(forwarded, endingAfter(durable, 1));
    expect(await media.get(id)).toBeUndefined();
    expect(await attachments.uses(id)).toEqual([]);
  });
});
