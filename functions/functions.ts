import type { App } from '../shared/app.ts';
import type { Service } from '../shared/protocol/index.ts';
import type { HttpFunction, SocketFunctions } from './events.ts';
import { authEndpoints } from './http/auth.ts';
import { conversationsEndpoints } from './http/conversations.ts';
import { metaEndpoints } from './http/meta.ts';
import { service } from './http/service.ts';
import { usersEndpoints } from './http/users.ts';
import { workFunction, type WorkFunction } from './queue/work.ts';
import { afterCommitFunction, type AfterCommitFunction } from './stream/after-commit.ts';
import { authorizeFunction } from './ws/authorize.ts';
import { connectFunction } from './ws/connect.ts';
import { disconnectFunction } from './ws/disconnect.ts';
import { frameFunction } from './ws/frame.ts';

/** Every function of the backend in one process, as the local runtime runs them. In AWS each is a Lambda (`entry/`). */
export function createFunctions(app: App): {
  http: Record<Service, HttpFunction>;
  sockets: SocketFunctions;
  work: WorkFunction;
  changes: AfterCommitFunction;
} {
  return {
    http: {
      auth: service(app, authEndpoints),
      users: service(app, usersEndpoints),
      conversations: service(app, conversationsEndpoints),
      meta: service(app, metaEndpoints),
    },
    sockets: {
      authorize: authorizeFunction(app),
      connect: connectFunction(app),
      frame: frameFunction(app),
      disconnect: disconnectFunction(app),
    },
    work: workFunction(app),
    changes: afterCommitFunction(app),
  };
}
