/** The wire contract: the one definition that functions, clients and the generated documents share. */
export * from './accounts.ts';
export * from './common.ts';
export * from './conversations.ts';
export * from './errors.ts';
export * from './frames.ts';
export * from './messages.ts';
export * from './routes.ts';
export * from './users.ts';
