import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { HttpFunction } from '../../functions/events.ts';
import type { Clock } from '../../shared/platform/ports.ts';
import { refusalOf, type Doors } from './allowed-hosts.ts';
import { answerManagementCall, isManagementCall } from './connection-management.ts';
import type { Connections } from './connections.ts';
import { corsHeaders, isPreflight } from './cors.ts';
import { httpEvent, routeOf } from './http-event.ts';
import type { NewId } from './identifiers.ts';
import { IntegrationTimeout, lambdaContext, withinTime } from './integration.ts';
import type { GatewayLimits } from './limits.ts';
import { problemReply, replyOf, sendReply, type Reply } from './reply.ts';
import { readBody } from './request-body.ts';
import { withOrigin } from './request-origin.ts';
import { decodePath, parseTarget } from './request-target.ts';
import type { MailPages } from '../mail/mail-pages.ts';
import type { MediaEndpoint } from '../objects/media-endpoint.ts';
import type { WebClient } from '../web/web-client.ts';
import type { RunningWork } from './running-work.ts';

export interface HttpListenerOptions {
  /** The functions behind the HTTP API, by name. */
  http: Readonly<Record<string, HttpFunction>>;
  /** The name of the function for each prefix below `/v1`, and as `*` for everything else. */
  prefixes: ReadonlyMap<string, string>;
  /** Answers what is not for the APIs; without it, the functions do. */
  web?: WebClient | undefined;
  /** Answers requests for the mails that were sent. */
  mail?: MailPages | undefined;
  /** Takes and gives the files of the object store. */
  media?: MediaEndpoint | undefined;
  connections: Connections;
  corsOrigins: readonly string[];
  doors: Doors;
  clock: Clock;
  log: Logger;
  limits: GatewayLimits;
  newId: NewId;
  work: RunningWork;
}

/** The HTTP API: makes each request an event, calls the function of its route and sends what it answers. */
export function createHttpListener(options: HttpListenerOptions) {
  const {
    http,
    prefixes,
    web,
    mail,
    media,
    connections,
    corsOrigins,
    doors,
    clock,
    log,
    limits,
    newId,
    work,
  } = options;

  async function callFunction(request: IncomingMessage, body: Buffer, requestId: string): Promise<Reply> {
    const { path: rawPath, query } = parseTarget(request.url ?? '/');
    const path = decodePath(rawPath);
    if (path === undefined) {
      return problemReply('validation_failed', requestId, 'The path is not valid percent-encoding.');
    }
    const route = routeOf(path, prefixes);
    const now = clock.now();
    const event = httpEvent(request, { path, query, route, body, requestId, now });
    const deadline = now + limits.integrationMs;
    const context = lambdaContext({ functionName: route.functionName, requestId, deadline, clock });
    try {
      const call = http[route.functionName];
      if (call === undefined) throw new Error(`there is no function ${route.functionName}`);
      const run = () => withinTime(limits.integrationMs, async () => call(event, context));
      return replyOf(await withOrigin(request, run));
    } catch (error) {
      log.error({ err: error, requestId, function: route.functionName }, 'the function of a request failed');
      return problemReply(
        error instanceof IntegrationTimeout ? 'service_unavailable' : 'internal_error',
        requestId,
      );
    }
  }

  async function answer(request: IncomingMessage, requestId: string): Promise<Reply> {
    if (isManagementCall(request)) {
      return answerManagementCall(request, { connections, maxBytes: limits.messageBytes, requestId });
    }
    if (corsOrigins.length > 0 && isPreflight(request)) {
      return { status: 204, headers: { 'x-request-id': requestId }, body: '' };
    }
    const body = await readBody(request, limits.bodyBytes);
    return body === undefined
      ? problemReply('payload_too_large', requestId)
      : callFunction(request, body, requestId);
  }

  async function readFile(client: WebClient, request: IncomingMessage, requestId: string): Promise<Reply> {
    try {
      return await client.answer(request);
    } catch (error) {
      log.error({ err: error, requestId }, 'a file of the web client could not be read');
      return problemReply('internal_error', requestId);
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newId();
    work.begin();
    response.once('close', () => work.end());
    try {
      const refusal = refusalOf(request, doors);
      if (refusal !== undefined) {
        sendReply(response, problemReply('edge_required', requestId, refusal));
        return;
      }
      if (media?.serves(request)) {
        await media.handle(request, response, requestId);
        return;
      }
      if (web?.serves(request)) {
        sendReply(response, await readFile(web, request, requestId));
        return;
      }
      if (mail?.serves(request)) {
        sendReply(response, await mail.answer(request, requestId));
        return;
      }
      const reply = await answer(request, requestId);
      Object.assign(reply.headers, corsHeaders(corsOrigins, request), { 'apigw-requestid': requestId });
      sendReply(response, reply);
    } catch (error) {
      // There is no one left to answer: the client went away while it sent its body.
      log.debug({ err: error, requestId }, 'a request broke off');
      response.destroy();
    }
  }

  return (request: IncomingMessage, response: ServerResponse): void => void handle(request, response);
}
