import { ChatClientError } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';

/** A transfer of which nothing has arrived for this long is given up. */
const stallMs = 60_000;
/** What is read of a body at a time, where it is not the runtime that reads it. */
const pieceBytes = 256 * 1024;

/** One request to the object store. */
export interface Transfer {
  method: 'POST' | 'PUT';
  url: string;
  body: Blob;
  contentType?: string;
  /** Gets how many bytes of the body have been sent so far. */
  onSent: (bytes: number) => void;
  signal: AbortSignal;
}

export interface TransferReply {
  status: number;
  text: string;
}

/** The environment of transfers: the `fetch` of the client, and time. */
export interface TransferContext {
  fetch: typeof fetch;
  clock: Clock;
}

export const abortedError = (cause?: unknown) =>
  new ChatClientError('aborted', 'The upload was aborted.', { cause });

/**
 * Sends a body to the object store. Rejects with `aborted`, with `network_error`, and with `timeout` where nothing gets
 * through for a minute.
 */
export async function transfer(context: TransferContext, request: Transfer): Promise<TransferReply> {
  const giveUp = new AbortController();
  const { signal } = request;
  if (signal.aborted) throw abortedError(signal.reason);
  const abort = () => giveUp.abort();
  signal.addEventListener('abort', abort);
  let stopTimer = context.clock.after(stallMs, abort);
  const onSent = (bytes: number) => {
    stopTimer();
    stopTimer = context.clock.after(stallMs, abort);
    request.onSent(bytes);
  };
  const send = typeof XMLHttpRequest === 'undefined' ? byFetch : byXhr;
  try {
    return await send(context, { ...request, onSent, signal: giveUp.signal });
  } catch (cause) {
    if (request.signal.aborted) throw abortedError(cause);
    throw giveUp.signal.aborted
      ? new ChatClientError('timeout', 'The upload came to a halt.', { cause })
      : new ChatClientError('network_error', 'The upload was interrupted.', { cause });
  } finally {
    stopTimer();
    signal.removeEventListener('abort', abort);
  }
}

/** Browsers say only here how much of a request they have sent. */
function byXhr(
  _context: TransferContext,
  { method, url, body, contentType, onSent, signal }: Transfer,
): Promise<TransferReply> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const fail = () => reject(new Error('The request failed.'));
    xhr.open(method, url);
    if (contentType !== undefined) xhr.setRequestHeader('content-type', contentType);
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded);
    xhr.onload = () => resolve({ status: xhr.status, text: xhr.responseText });
    xhr.onerror = fail;
    xhr.onabort = fail;
    signal.addEventListener('abort', () => xhr.abort(), { once: true });
    xhr.send(body);
  });
}

async function byFetch(
  { fetch: send }: TransferContext,
  { method, url, body, contentType, onSent, signal }: Transfer,
): Promise<TransferReply> {
  // object stores take no body of unknown length
  const headers = new Headers({ 'content-length': String(body.size) });
  if (contentType !== undefined) headers.set('content-type', contentType);
  const init = { method, headers, body: inPieces(body, onSent), signal, duplex: 'half' };
  const response = await send(url, init);
  return { status: response.status, text: await response.text() };
}

/** The bytes of a body as they are asked for, and how many that were so far. */
function inPieces(body: Blob, onSent: (bytes: number) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at === body.size) {
        controller.close();
        return;
      }
      const piece = await body.slice(at, at + pieceBytes).arrayBuffer();
      if (piece.byteLength === 0) throw new Error('The file has become shorter.');
      at += piece.byteLength;
      controller.enqueue(new Uint8Array(piece));
      onSent(at);
    },
  });
}
