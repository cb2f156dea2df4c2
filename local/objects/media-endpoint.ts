import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../shared/platform/logger.ts';
import type { Clock } from '../../shared/platform/ports.ts';
import { corsHeaders, isPreflight } from '../gateway/cors.ts';
import { sendReply } from '../gateway/reply.ts';
import { parseTarget } from '../gateway/request-target.ts';
import { objectsPath } from './addresses.ts';
import type { LocalObjectStore } from './local-object-store.ts';
import { receiveForm } from './receive-form.ts';
import { receivePart } from './receive-part.ts';
import { sendObject } from './send-object.ts';
import { errorReply, StoreError } from './store-error.ts';

/** Uploads to the object store and downloads from it, by addresses that the store has signed: S3's part in AWS. */
export interface MediaEndpoint {
  serves(request: IncomingMessage): boolean;
  /** Replies. Rejects when the client goes away. */
  handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void>;
}

/** A client that sends nothing for this long has gone. */
const stallMs = 60_000;

export function createMediaEndpoint(options: {
  store: LocalObjectStore;
  corsOrigins: readonly string[];
  clock: Clock;
  log: Logger;
}): MediaEndpoint {
  const { store, corsOrigins, clock, log } = options;

  async function perform(
    request: IncomingMessage,
    response: ServerResponse,
    headers: Record<string, string>,
  ): Promise<void> {
    const target = request.url ?? '/';
    switch (request.method) {
      case 'POST': {
        request.setTimeout(stallMs, () => request.destroy());
        const { key, size, digest } = await receiveForm(request, store);
        store.announce({ key, size });
        response.writeHead(204, { ...headers, etag: `"${digest}"` }).end();
        return;
      }
      case 'PUT': {
        request.setTimeout(stallMs, () => request.destroy());
        const { etag } = await receivePart(request, target, store);
        response.writeHead(200, { ...headers, etag, 'content-length': 0 }).end();
        return;
      }
      case 'GET':
      case 'HEAD':
        await sendObject(request, response, { target, store, clock, headers });
        return;
      default:
        throw new StoreError('MethodNotAllowed', 'Files are read (GET, HEAD) and uploaded (POST, PUT).');
    }
  }

  return {
    serves(request) {
      const { path } = parseTarget(request.url ?? '/');
      return path === objectsPath || path.startsWith(`${objectsPath}/`);
    },

    async handle(request, response, requestId) {
      const headers = {
        ...corsHeaders(corsOrigins, request),
        // pages read how many bytes there are, and what they have uploaded
        ...(request.headers.origin !== undefined && {
          'access-control-expose-headers': 'content-length,content-range,etag,x-request-id',
        }),
        'x-request-id': requestId,
      };
      if (corsOrigins.length > 0 && isPreflight(request)) {
        sendReply(response, { status: 204, headers: { ...corsHeaders(corsOrigins, request) }, body: '' });
        return;
      }
      try {
        await perform(request, response, headers);
      } catch (error) {
        if (response.headersSent || request.errored || response.destroyed) throw error;
        if (!(error instanceof StoreError))
          log.error({ err: error, requestId }, 'a file could not be handled');
        const refusal =
          error instanceof StoreError
            ? error
            : new StoreError('InternalError', 'Something went wrong on our side.');
        const reply = errorReply(refusal, requestId);
        sendReply(response, { ...reply, headers: { ...reply.headers, ...headers } });
      }
    },
  };
}
