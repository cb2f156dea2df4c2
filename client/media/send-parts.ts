import { mediaRoutes } from '../api/media-contract.ts';
import type { UploadParts } from '../api/protocol.ts';
import { persist, storeError } from './persist.ts';
import { bytesOf, type UploadSource } from './source.ts';
import { transfer } from './transfer.ts';
import type { UploadContext } from './upload.ts';

/** How many parts are under way at a time. */
const atOnce = 3;

type Part = UploadParts['parts'][number];

/**
 * Sends a file in parts. A part that fails is sent again to a fresh address, unless the store has it; the others stay.
 * Rejects with the first error that does not pass.
 */
export async function sendParts(
  context: UploadContext,
  id: string,
  { partSize, parts }: Pick<UploadParts, 'partSize' | 'parts'>,
  file: UploadSource,
  signal: AbortSignal,
  report: (sent: number) => void,
): Promise<void> {
  const sentOf = new Map<number, number>();
  const note = (number: number, sent: number) => {
    sentOf.set(number, sent);
    report([...sentOf.values()].reduce((sum, one) => sum + one, 0));
  };
  // aborts with `signal`, and when a part is given up
  const stop = new AbortController();
  const stopToo = () => stop.abort(signal.reason);
  signal.addEventListener('abort', stopToo);
  if (signal.aborted) stopToo();
  const waiting = [...parts];
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      await sendPart(part);
    }
  };

  async function sendPart(part: Part): Promise<void> {
    const { number, size } = part;
    const start = (number - 1) * partSize;
    let { url } = part;
    await persist(context, stop.signal, async (failures) => {
      if (failures > 0) {
        const call = { params: { id }, signal: stop.signal };
        const missing = await context.session.call(mediaRoutes.getUploadParts, call);
        const again = missing.parts.find((one) => one.number === number);
        // it had arrived, and only the answer got lost
        if (again === undefined) return;
        url = again.url;
      }
      const body = await bytesOf(file, start, start + size);
      const onSent = (sent: number) => note(number, Math.min(sent, size));
      const reply = await transfer(context, { method: 'PUT', url, body, signal: stop.signal, onSent });
      // an address that has expired: the next attempt gets another one
      if (reply.status === 403) throw storeError(503);
      if (reply.status >= 300) throw storeError(reply.status);
    });
    note(number, size);
  }

  const errors: unknown[] = [];
  const worker = async () => {
    try {
      await work();
    } catch (error) {
      errors.push(error);
      // the others end too
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  signal.removeEventListener('abort', stopToo);
  // those of the others follow from the first
  if (errors.length > 0) throw errors[0];
}
