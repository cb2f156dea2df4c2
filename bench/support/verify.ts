import { messagePage, type MessagePage } from '../../shared/protocol/index.ts';
import { base64Forms, textsInFolder } from './data-folder.ts';
import type { Ledger } from './ledger.ts';
import type { MessageTexts } from './message-texts.ts';
import { call, mapParallel, type Person } from './people.ts';

/**
 * Reads the whole history of every conversation. `checked`: the acked messages; `wrong`: how many of them are missing,
 * are there twice, or have another number or text than was sent and acked.
 */
export async function lookUpHistory(
  url: string,
  rooms: readonly { conversationId: string; members: readonly Person[] }[],
  ledger: Ledger,
  texts: MessageTexts,
): Promise<{ checked: number; wrong: number }> {
  const timesRight = new Uint8Array(ledger.sent);
  const timesFound = new Uint8Array(ledger.sent);
  await mapParallel(rooms, async ({ conversationId, members: [reader] }) => {
    const token = reader?.token ?? '';
    let query: string | undefined = 'after=0';
    while (query !== undefined) {
      const path = `/conversations/${conversationId}/messages`;
      const page: MessagePage = await call(url, `${path}?limit=100&${query}`, messagePage, { token });
      for (const { kind, text, seq } of page.items) {
        if (kind === 'system') continue;
        const number = texts.numberIn(text);
        const right = text === texts.of(number) && seq === ledger.ackedSeq(number);
        timesFound[number] = (timesFound[number] ?? 0) + 1;
        if (right) timesRight[number] = (timesRight[number] ?? 0) + 1;
      }
      query = page.nextCursor === null ? undefined : `cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  });
  let checked = 0;
  let wrong = 0;
  for (let number = 0; number < ledger.sent; number++) {
    if (ledger.ackedSeq(number) === 0) continue;
    checked += 1;
    if (timesFound[number] !== 1 || timesRight[number] !== 1) wrong += 1;
  }
  return { checked, wrong };
}

/**
 * In how many forms (as it is, in base64) the marker of the message texts can be read in the files of a data folder.
 * Throws an `Error` if the ids in `present`, which must be there, are not: then it was the wrong place to look.
 */
export async function countReadable(
  folder: string,
  marker: string,
  present: readonly string[],
): Promise<number> {
  const forms = [marker, ...base64Forms(marker)];
  const found = await textsInFolder(folder, [...forms, ...present.slice(0, 1)]);
  if (!present.slice(0, 1).every((id) => found.has(id)))
    throw new Error('the data folder holds no conversation');
  return forms.filter((form) => found.has(form)).length;
}
