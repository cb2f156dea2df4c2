/** The wire contract: the one definition that functions, clients and the generated documents share. */
export * from './accounts.ts';
export * from './common.ts';
export * from './conversations.ts';
export * from './credentials.ts';
export * from './errors.ts';
export * from './frame.ts';
export * from './frames.ts';
export * from './inbox.ts';
export * from './messages.ts';
export * from './meta.ts';
export * from './presence.ts';
export * from './receipts.ts';
export * from './route.ts';
export * from './routes.ts';
export * from './sessions.ts';
export * from './sockets.ts';
export * from './users.ts';
