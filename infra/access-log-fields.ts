const common = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

/**
 * What an access log says of a request: neither headers, where tokens are, nor query strings and bodies, nor the
 * caller's address, nor the path itself: some hold a secret (`/v1/hooks/{secret}`).
 */
export const accessLogFields = {
  http: {
    ...common,
    bytes: '$context.responseLength',
    ms: '$context.responseLatency',
  },
  socket: { ...common, event: '$context.eventType', connectionId: '$context.connectionId' },
};
