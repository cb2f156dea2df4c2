import type { Sockets } from '../../../shared/platform/ports.ts';
import type { App } from '../../../shared/app.ts';
import { createFunctions } from '../../../functions/functions.ts';
import { lambdaContext } from '../../../local/gateway/integration.ts';
import { createLogger } from '../../../shared/platform/logger.ts';
import { startBackend } from '../../support/backend/runtime.ts';
import type { Frame } from '../../support/backend/test-socket.ts';

/** Keeps what is posted to sockets without a client. */
class PostedFrames implements Sockets {
  readonly all: { connectionId: string; frame: Frame }[] = [];
  async post(connectionId: string, text: string): Promise<'sent'> {
    this.all.push({ connectionId, frame: JSON.parse(text) as Frame });
    return Promise.resolve('sent');
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The functions on a backend's domain, with parts of it exchanged; what they log and what they post to sockets. */
export async function functionsOn(change: (app: App) => Partial<App> = () => ({})) {
  const backend = await startBackend();
  const posted = new PostedFrames();
  const logged: Record<string, unknown>[] = [];
  const log = createLogger('info', {
    write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>),
  });
  const { app: real } = backend.runtime;
  const app: App = { ...real, sockets: posted, log, ...change(real) };
  return { backend, app, posted: posted.all, logged, ...createFunctions(app) };
}

/** An event as it comes from a gateway that does not pass on what the authorizer said. */
export function withoutAuthorizer<
  E extends { requestContext: { connectionId: string; authorizer?: unknown } },
>(event: E): E {
  const { authorizer: _left, ...requestContext } = event.requestContext;
  return { ...event, requestContext };
}

/** What Lambda passes beside the event. */
export const invocation = lambdaContext({
  functionName: 'f',
  requestId: 'request-1',
  deadline: 0,
  clock: Date,
});
