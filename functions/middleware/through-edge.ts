import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareObj } from '@middy/core';
import type { App } from '../../shared/app.ts';
import { edgeHeader } from '../../shared/platform/config.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import type { HttpEvent, HttpResult } from '../events.ts';
import { loggedPath } from './logged-path.ts';

type Headers = Readonly<Record<string, string | undefined>> | null;
type Needed = Pick<App, 'config' | 'log' | 'metrics'>;

/**
 * Throws `edge_required`, logs and counts it, where requests are to come through CloudFront and this one brings none of its
 * secrets. The log names what `where` says, never what the header held.
 */
export function requireEdge({ config, log, metrics }: Needed, headers: Headers, where: object): void {
  if (config.edgeSecrets.length === 0 || bringsSecret(headers, config.edgeSecrets)) return;
  metrics.count('EdgeBypasses');
  log.warn(where, 'a request did not come through CloudFront');
  throw new ChatError('edge_required', 'This address only accepts requests from CloudFront.');
}

/** `requireEdge` for each request of a service, before anything else of it is looked at. */
export function throughEdge(app: Needed): MiddlewareObj<HttpEvent, HttpResult> {
  return {
    before: ({ event: { headers, requestContext } }) => {
      const { requestId, http } = requestContext;
      requireEdge(app, headers, { requestId, method: http.method, path: loggedPath(http.path) });
    },
  };
}

/** How long it takes tells nothing of a secret: digests are compared, with each of them, and wholly. */
function bringsSecret(headers: Headers, secrets: readonly string[]): boolean {
  const brought = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === edgeHeader)?.[1];
  const digest = digestOf(brought ?? '');
  return secrets.map((secret) => timingSafeEqual(digestOf(secret), digest)).includes(true);
}

const digestOf = (text: string) => createHash('sha256').update(text).digest();
