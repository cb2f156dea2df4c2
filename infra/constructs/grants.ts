import type { FunctionName } from './bundles.ts';

type TableAction =
  'BatchGetItem' | 'ConditionCheckItem' | 'DeleteItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

/** What a function may do. Reading its own work, from queue or stream, and writing its own log are not in here. */
interface Grants {
  durable?: readonly TableAction[];
  ephemeral?: readonly TableAction[];
  dataKey?: readonly ('Decrypt' | 'GenerateDataKey')[];
  tokenKey?: readonly ('GetPublicKey' | 'Sign')[];
  /** Posting to sockets, and closing them. */
  sockets?: readonly ('POST' | 'DELETE')[];
  /** Handing work to the queue. */
  work?: true;
}

/** Posting an event to a user's sockets: find them, post, forget what is gone, queue what is too much. */
const publishing = { sockets: ['POST'], work: true } as const;

/**
 * Exactly what each function uses. A transaction needs the actions of what it consists of; there is none of its own.
 * Where the gateway names the caller of a frame itself, as API Gateway does, no function reads it from the table.
 */
export const grants: Record<FunctionName, Grants> = {
  auth: {
    durable: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    ephemeral: ['BatchGetItem', 'UpdateItem'],
    dataKey: ['Decrypt', 'GenerateDataKey'],
    tokenKey: ['GetPublicKey', 'Sign'],
    sockets: ['POST', 'DELETE'],
    work: true,
  },
  users: {
    durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    ephemeral: ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'],
    dataKey: ['Decrypt'],
    tokenKey: ['GetPublicKey'],
    ...publishing,
  },
  conversations: {
    durable: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    ephemeral: ['BatchGetItem', 'UpdateItem'],
    dataKey: ['Decrypt', 'GenerateDataKey'],
    tokenKey: ['GetPublicKey'],
    ...publishing,
  },
  meta: { tokenKey: ['GetPublicKey'] },
  'ws-authorize': { tokenKey: ['GetPublicKey'] },
  'ws-connect': {
    durable: ['GetItem'],
    ephemeral: ['BatchGetItem', 'Query', 'UpdateItem'],
    sockets: ['POST', 'DELETE'],
    work: true,
  },
  'ws-frame': {
    durable: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    ephemeral: ['BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    dataKey: ['Decrypt'],
    ...publishing,
  },
  'ws-disconnect': { ephemeral: ['UpdateItem'], work: true },
  'queue-work': {
    ephemeral: ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'],
    ...publishing,
  },
  // it counts, and all that it needs is in the stream
  'after-commit': {},
  // it goes through the front door, as people do
  probe: {},
};
