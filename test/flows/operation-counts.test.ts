import { expect, it } from 'vitest';
import { countActions } from '../../bench/cost/actions.ts';
import { openStage } from '../../bench/cost/stage.ts';
import { tableRequests, type Counts } from '../../shared/platform/counting/counter.ts';
import { startBackend } from '../support/backend/runtime.ts';

/** What each action costs now, a line each. A change here is a change of the bill: `npm run cost` says in dollars. */
// prettier-ignore
const pinned: Record<string, Counts> = {
  'register, cold': { get: 6, transact: 1, readUnits: 6.5, writeUnits: 19, keyCalls: 3, signatures: 1, passwordHashes: 1, followed: 2, logBytes: 427, put: 3, query: 1, update: 2, queued: 1, queueUnits: 1, mails: 1 },
  register: { get: 4, transact: 1, readUnits: 4.5, writeUnits: 18, keyCalls: 2, signatures: 1, passwordHashes: 1, followed: 2, logBytes: 427, put: 3, query: 1, update: 1, queued: 1, queueUnits: 1, mails: 1 },
  'sign in': { get: 4, readUnits: 6, writeUnits: 12, keyCalls: 1, signatures: 1, passwordHashes: 1, followed: 1, logBytes: 414, put: 3, query: 1, update: 3, transact: 1, batchGet: 2, queued: 1, queueUnits: 1 },
  refresh: { get: 1, update: 2, readUnits: 1, writeUnits: 2, signatures: 1 },
  connect: { get: 1, query: 1, update: 2, readUnits: 2, writeUnits: 2, logBytes: 219 },
  'watch the presence of 1, new': { get: 1, batchGet: 1, transact: 1, readUnits: 3, writeUnits: 4, posts: 1, postUnits: 1, query: 1 },
  'watch the presence of 1, unchanged': { get: 1, batchGet: 1, readUnits: 2, posts: 1, postUnits: 1 },
  'connect, with 1 watcher': { get: 1, batchGet: 1, query: 1, update: 2, readUnits: 2.5, writeUnits: 2, posts: 1, postUnits: 1, logBytes: 219 },
  ping: { update: 1, writeUnits: 1, posts: 1, postUnits: 1 },
  'open a direct conversation': { get: 1, batchGet: 6, transact: 1, readUnits: 8.5, writeUnits: 11, keyCalls: 1, posts: 2, postUnits: 2, followed: 1, logBytes: 219, update: 1 },
  'open it again': { get: 1, batchGet: 3, query: 1, readUnits: 5, update: 1, writeUnits: 1 },
  'direct message, cold': { batchGet: 2, query: 3, update: 1, transact: 1, readUnits: 6.5, writeUnits: 5, keyCalls: 1, posts: 2, postUnits: 2, followed: 1, logBytes: 489, queued: 1, queueUnits: 1, get: 1 },
  'direct message': { batchGet: 2, update: 1, transact: 1, readUnits: 3.5, writeUnits: 5, posts: 2, postUnits: 2, followed: 1, logBytes: 489, query: 1, queued: 1, queueUnits: 1 },
  'direct message, repeated': { get: 2, readUnits: 2, posts: 1, postUnits: 1 },
  'direct message, repeated unawares': { get: 1, readUnits: 1, put: 1, update: 1, transact: 1, writeUnits: 6, posts: 1, postUnits: 1, followed: 1 },
  delivered: { get: 1, batchGet: 1, update: 1, readUnits: 2, writeUnits: 1, posts: 2, postUnits: 2 },
  read: { get: 2, batchGet: 1, update: 1, readUnits: 2.5, writeUnits: 1, posts: 2, postUnits: 2 },
  'read, repeated': { get: 2, update: 1, readUnits: 1.5, writeUnits: 1, posts: 1, postUnits: 1 },
  typing: { get: 1, batchGet: 1, readUnits: 1.5, posts: 1, postUnits: 1 },
  'message to 100, cold': { batchGet: 2, query: 3, update: 1, transact: 1, readUnits: 110.5, writeUnits: 5, keyCalls: 1, posts: 100, postUnits: 100, followed: 1, logBytes: 490, queued: 1, queueUnits: 1, get: 1 },
  'message to 100': { batchGet: 2, update: 1, transact: 1, readUnits: 103.5, writeUnits: 5, posts: 100, postUnits: 100, followed: 1, logBytes: 490, query: 1, queued: 1, queueUnits: 1 },
  'read, in a group of 100': { get: 2, batchGet: 1, update: 1, readUnits: 51.5, writeUnits: 1, posts: 100, postUnits: 100 },
  'typing, in a group of 100': { get: 1, batchGet: 1, readUnits: 50.5, posts: 99, postUnits: 99 },
  'sync of 20 conversations, nothing new': { batchGet: 1, query: 2, readUnits: 42, posts: 1, postUnits: 1 },
  'sync of 20 conversations, 1 changed': { batchGet: 1, query: 2, readUnits: 42, posts: 1, postUnits: 1 },
  'changes, 1 new': { query: 2, readUnits: 2 },
  'changes, nothing new': { query: 2, readUnits: 2 },
  'list of 20 conversations, 1 unread, cold': { batchGet: 5, query: 1, readUnits: 83.5, keyCalls: 20 },
  'list of 20 conversations, 1 unread': { batchGet: 5, query: 1, readUnits: 83.5 },
  'one conversation': { batchGet: 3, query: 1, readUnits: 4 },
  'history, 50 messages, cold': { get: 1, query: 2, readUnits: 7, keyCalls: 2 },
  'history, 50 messages': { query: 2, readUnits: 6 },
  // a look whether a digest is to be planned, too
  'disconnect, with 1 watcher': { get: 1, batchGet: 1, query: 2, update: 1, readUnits: 3, writeUnits: 1, posts: 1, postUnits: 1, queued: 1, queueUnits: 1, logBytes: 219 },
  'make a group of 10': { batchGet: 8, transact: 1, readUnits: 62.5, writeUnits: 61, keyCalls: 1, posts: 1, postUnits: 1, followed: 1, logBytes: 219, update: 10, query: 1, put: 9, queued: 1, queueUnits: 1, get: 1 },
  'message to 10': { batchGet: 1, followed: 1, logBytes: 209, postUnits: 1, posts: 1, readUnits: 11, transact: 1, update: 1, writeUnits: 5, query: 1, queued: 1, queueUnits: 1 },
  'make it public, with 2 topics': { batchGet: 10, followed: 2, get: 4, logBytes: 501, postUnits: 2, posts: 2, put: 3, query: 5, readUnits: 53.5, transact: 1, update: 1, writeUnits: 48 },
  'message to 10, public': { batchGet: 1, followed: 1, logBytes: 209, postUnits: 1, posts: 1, readUnits: 11, transact: 1, update: 1, writeUnits: 5, query: 1, queued: 1, queueUnits: 1 },
  'message to 10, public, once an hour': { batchGet: 1, followed: 1, get: 6, keyCalls: 1, logBytes: 209, postUnits: 1, posts: 1, query: 2, queueUnits: 2, queued: 2, readUnits: 16.5, transact: 2, update: 2, writeUnits: 20 },
  'discover 20 public groups': { batchGet: 4, query: 1, readUnits: 80.5 },
  'discover 20 public groups, by a word': { batchGet: 5, query: 1, readUnits: 86 },
  'index 128 messages for search': { batchGet: 1, get: 2, put: 1, query: 1, readUnits: 15, writeUnits: 36 },
  'search a conversation, nothing found': { batchGet: 2, query: 1, readUnits: 22 },
  'search a conversation, 1 found': { batchGet: 3, query: 2, readUnits: 24 },
  'search 21 conversations, 1 found': { batchGet: 4, keyCalls: 1, query: 23, readUnits: 111 },
  // its author is away, and gets a digest planned
  'reply, the first in its thread': { get: 2, batchGet: 4, update: 3, transact: 1, readUnits: 6.5, writeUnits: 16, posts: 3, postUnits: 3, followed: 1, logBytes: 489, query: 1, put: 1, queued: 2, queueUnits: 2, timersSet: 1 },
  reply: { get: 1, batchGet: 4, update: 2, transact: 1, readUnits: 5.5, writeUnits: 13, posts: 3, postUnits: 3, followed: 1, logBytes: 489, query: 1, put: 1, queued: 1, queueUnits: 1 },
  'edit a message': { get: 1, batchGet: 2, query: 1, update: 1, transact: 1, readUnits: 4.5, writeUnits: 7, posts: 1, postUnits: 1, followed: 1 },
  react: { get: 3, batchGet: 5, query: 1, update: 2, transact: 1, readUnits: 8.5, writeUnits: 9, posts: 3, postUnits: 3, followed: 1, put: 1, queued: 1, queueUnits: 1 },
  'react, repeated': { get: 2, batchGet: 1, query: 1, readUnits: 3.5, posts: 1, postUnits: 1 },
  'direct message that expires from its reading': { update: 1, transact: 1, batchGet: 1, readUnits: 3, writeUnits: 7, posts: 2, postUnits: 2, followed: 1, logBytes: 489, query: 1, queued: 1, queueUnits: 1 },
  'read, where a message expires from it': { get: 4, batchGet: 2, query: 5, update: 2, transact: 1, readUnits: 11.5, writeUnits: 8, posts: 4, postUnits: 4, queued: 1, queueUnits: 1, followed: 1 },
  'remove a message that has expired': { delete: 1, followed: 1, get: 3, put: 1, query: 3, readUnits: 6, writeUnits: 2 },
  'direct message that expires': { update: 1, transact: 1, batchGet: 1, readUnits: 3, writeUnits: 5, posts: 2, postUnits: 2, followed: 1, logBytes: 489, query: 1, queued: 1, queueUnits: 1 },
  'take a reaction back': { get: 3, batchGet: 2, query: 1, update: 1, transact: 1, readUnits: 6.5, writeUnits: 7, posts: 2, postUnits: 2, followed: 1, queued: 1, queueUnits: 1 },
  'pin a message': { get: 1, batchGet: 2, query: 1, update: 1, transact: 1, readUnits: 4.5, writeUnits: 9, posts: 1, postUnits: 1, followed: 1 },
  'changes, 4 of one message': { batchGet: 2, query: 2, readUnits: 3.5 },
  'save a draft': { batchGet: 2, put: 1, readUnits: 3, writeUnits: 1, posts: 1, postUnits: 1 },
  'delete a message for everyone': { get: 2, batchGet: 2, query: 4, update: 2, transact: 1, readUnits: 8.5, writeUnits: 11, posts: 1, postUnits: 1, queued: 1, queueUnits: 1, followed: 1, delete: 1 },
  'delete a message for oneself, the first': { get: 1, batchGet: 2, transact: 1, readUnits: 4, writeUnits: 6 },
  'delete a message for oneself': { get: 1, batchGet: 2, query: 1, transact: 1, readUnits: 5, writeUnits: 4 },
  'save a message, the first there': { get: 1, batchGet: 2, transact: 1, readUnits: 4, writeUnits: 8, posts: 1, postUnits: 1 },
  'save a message': { get: 1, batchGet: 2, transact: 1, readUnits: 4, writeUnits: 6, posts: 1, postUnits: 1 },
  'list 2 saved messages': { batchGet: 3, query: 2, readUnits: 7 },
  'history, 50 messages, 2 of them saved': { batchGet: 2, query: 3, readUnits: 8 },
  'take a message out of those saved': { batchGet: 2, transact: 1, readUnits: 3, writeUnits: 6, posts: 1, postUnits: 1 },
  'schedule a message': { get: 1, batchGet: 1, update: 1, transact: 1, readUnits: 2, writeUnits: 5, timersSet: 1 },
  'list 2 scheduled messages': { batchGet: 1, query: 1, readUnits: 2 },
  'send a scheduled message, from 90 s before': { get: 5, batchGet: 2, update: 1, transact: 1, readUnits: 9, writeUnits: 7, keyCalls: 1, queued: 2, queueUnits: 2, followed: 1, logBytes: 209, query: 1 },
  'set a reminder': { get: 2, batchGet: 3, query: 1, update: 1, transact: 1, readUnits: 5.5, writeUnits: 5, keyCalls: 1, timersSet: 1 },
  'list 1 reminder': { batchGet: 3, query: 2, readUnits: 4.5 },
  'remind of a message': { get: 2, batchGet: 3, query: 1, update: 1, readUnits: 5.5, writeUnits: 1, keyCalls: 1 },
  'direct message with a link': { batchGet: 4, followed: 2, get: 5, logBytes: 706, postUnits: 3, posts: 3, put: 1, query: 3, queueUnits: 2, queued: 2, readUnits: 12.5, transact: 2, update: 4, writeUnits: 17 },
  'streamed message of 1,000 tokens': { get: 503, batchGet: 252, query: 53, update: 5, transact: 2, readUnits: 810.5, writeUnits: 25, posts: 504, postUnits: 504, queued: 2, queueUnits: 2, followed: 2, logBytes: 489 },
  'group message to 1': { batchGet: 1, transact: 1, update: 1, readUnits: 3, writeUnits: 5, posts: 2, postUnits: 2, followed: 1, logBytes: 489, query: 1, queued: 1, queueUnits: 1 },
  'group message to 1, mentioning them': { batchGet: 5, transact: 1, update: 2, readUnits: 6, writeUnits: 7, posts: 3, postUnits: 3, followed: 1, logBytes: 489, query: 1, put: 1, queued: 1, queueUnits: 1 },
  'group message to 1, mentioning all': { batchGet: 4, transact: 1, update: 2, readUnits: 5, writeUnits: 7, posts: 3, postUnits: 3, followed: 1, logBytes: 489, query: 1, put: 1, queued: 1, queueUnits: 1 },
  'direct message with a file': { batchGet: 2, followed: 1, logBytes: 209, postUnits: 1, posts: 1, readUnits: 4, transact: 1, update: 1, writeUnits: 11, query: 1, queued: 1, queueUnits: 1 },
  'history, 50 messages, 2 with a file': { batchGet: 1, query: 2, readUnits: 7 },
  'addresses of a file': { batchGet: 2, query: 1, readUnits: 4 },
  'begin an upload, cold': { get: 2, keyCalls: 1, put: 1, readUnits: 2, update: 3, writeUnits: 4 },
  'begin an upload': { put: 1, update: 2, writeUnits: 3 },
  'complete an upload': { get: 1, readUnits: 1, update: 1, writeUnits: 1 },
  // the vote itself writes one item, and that it is counted soon a second one; the rest is the count, one for all who vote meanwhile
  'vote in a poll': { batchGet: 4, followed: 1, get: 6, keyCalls: 1, postUnits: 3, posts: 3, put: 1, query: 4, queueUnits: 1, queued: 1, readUnits: 15, transact: 1, update: 3, writeUnits: 8 },
  'vote in a poll, another option': { batchGet: 4, followed: 1, get: 6, postUnits: 3, posts: 3, put: 1, query: 4, queueUnits: 1, queued: 1, readUnits: 15, transact: 1, update: 4, writeUnits: 9 },
  'vote in a poll, repeated': { batchGet: 1, get: 3, postUnits: 1, posts: 1, query: 3, readUnits: 7 },
  'list who voted': { batchGet: 2, get: 1, query: 3, readUnits: 5 },
  'close a poll': { batchGet: 2, followed: 1, get: 1, postUnits: 1, posts: 1, query: 3, readUnits: 6.5, transact: 1, update: 2, writeUnits: 6 },
  'message to a sleeping user': { batchGet: 3, query: 1, put: 1, update: 2, transact: 1, readUnits: 4, writeUnits: 7, posts: 1, postUnits: 1, queued: 1, queueUnits: 1, followed: 1, logBytes: 209 },
  'message to a sleeping user, one more': { batchGet: 1, query: 1, update: 1, transact: 1, readUnits: 3, writeUnits: 5, posts: 1, postUnits: 1, queued: 1, queueUnits: 1, followed: 1, logBytes: 209 },
  'list of 1 notification': { get: 1, batchGet: 7, query: 1, readUnits: 8.5 },
  'read, where a notification waits': { get: 3, batchGet: 2, query: 1, update: 2, delete: 1, readUnits: 5.5, writeUnits: 3, posts: 1, postUnits: 1 },
  'show a conversation': { get: 1, update: 1, readUnits: 0.5, writeUnits: 1, posts: 1, postUnits: 1 },
  'mark 1 notification as seen': { batchGet: 2, query: 1, update: 2, readUnits: 3, writeUnits: 2 },
  // a read, a write and a timer more than while a digest is planned, and the members of a conversation that is new to the instance
  'message to a sleeping user, the first': { batchGet: 3, followed: 1, get: 1, logBytes: 209, postUnits: 1, posts: 1, put: 1, query: 2, queueUnits: 2, queued: 2, readUnits: 6, timersSet: 1, transact: 1, update: 3, writeUnits: 8 },
  'mail a digest of 1 conversation': { batchGet: 8, get: 3, keyCalls: 2, mails: 1, put: 1, query: 1, readUnits: 12, update: 2, writeUnits: 3 },
  'make a bot': { get: 2, query: 2, put: 3, update: 1, transact: 1, readUnits: 3.5, writeUnits: 16, keyCalls: 1, followed: 2, logBytes: 429 },
  'make a token for a bot': { get: 1, query: 2, put: 3, update: 1, transact: 1, readUnits: 3, writeUnits: 10, followed: 1, logBytes: 216 },
  'know a bot by its token, the first time in an hour': { get: 3, readUnits: 3, update: 1, writeUnits: 1 },
  'know a bot by its token, again within 5 seconds': {},
  'know a bot by its token': { get: 3, readUnits: 3 },
  'list 2 tokens of a bot': { get: 1, query: 1, readUnits: 2 },
  'revoke a token of a bot': { get: 1, batchGet: 1, query: 1, put: 5, update: 1, delete: 1, readUnits: 3, writeUnits: 7, followed: 1, logBytes: 216 },
  'make a webhook': { batchGet: 1, followed: 1, logBytes: 214, put: 3, query: 2, readUnits: 4, transact: 1, update: 1, writeUnits: 12 },
  // the delivery is claimed, noted and given back: a list of webhooks, the group and its log are read
  'message to a group with a webhook': { batchGet: 1, followed: 1, get: 1, logBytes: 209, postUnits: 1, posts: 1, put: 1, query: 3, queueUnits: 3, queued: 3, readUnits: 6, transact: 1, update: 3, writeUnits: 8 },
  'message by an incoming webhook': { batchGet: 3, followed: 1, get: 3, logBytes: 209, put: 3, query: 3, queueUnits: 3, queued: 3, readUnits: 10, update: 5, writeUnits: 8 },
  'subscribe to pushes': { get: 3, query: 1, transact: 1, update: 1, readUnits: 4, writeUnits: 7 },
  'subscribe to pushes, as before': { get: 3, query: 1, update: 1, readUnits: 4, writeUnits: 1 },
  // beyond what it is without: whose devices, whether there is still something to say and what, each once; and two notes that it is sent
  'message to a sleeping user, pushed to 1 device': { get: 2, batchGet: 11, query: 4, put: 1, update: 4, transact: 1, readUnits: 15.5, writeUnits: 9, posts: 1, postUnits: 1, queued: 2, queueUnits: 2, followed: 1, logBytes: 209 },
  'read, where a push is shown elsewhere': { get: 5, batchGet: 3, query: 3, update: 4, delete: 1, readUnits: 10, writeUnits: 5, posts: 1, postUnits: 1, queued: 1, queueUnits: 1 },
};

/** The promised upper bounds of some of them. */
const measures = {
  requests: tableRequests,
  reads: ({ get = 0, batchGet = 0, query = 0 }: Counts) => get + batchGet + query,
  writes: ({ put = 0, update = 0, delete: deleted = 0, transact = 0 }: Counts) =>
    put + update + deleted + transact,
  transactions: ({ transact = 0 }: Counts) => transact,
  writeUnits: ({ writeUnits = 0 }: Counts) => writeUnits,
  keyCalls: ({ keyCalls = 0 }: Counts) => keyCalls,
} as const;
const bounds: [name: string, atMost: Partial<Record<keyof typeof measures, number>>][] = [
  // one of them looks which sessions have ended, once a second and instance; two find out after commit that all look at it
  // one of them reads what administrators decided about sending, once in 5 seconds
  ['direct message, cold', { requests: 8, writes: 2, writeUnits: 6, keyCalls: 1 }],
  ['direct message', { requests: 6, writes: 2, writeUnits: 6, keyCalls: 0 }],
  ['message to 100, cold', { requests: 9, writes: 2, writeUnits: 6, keyCalls: 1 }],
  ['message to 100', { requests: 9, writes: 2, writeUnits: 6, keyCalls: 0 }],
  // whom it wakes: at most 3 reads and 2 writes more than the sender's read and two writes
  ['message to a sleeping user', { reads: 4, writes: 4, writeUnits: 7 }],
  ['message to a sleeping user, one more', { reads: 2, writes: 2, writeUnits: 5 }],
  // once until the digest is mailed: a read and a write more
  ['message to a sleeping user, the first', { reads: 6, writes: 5, writeUnits: 8 }],
  ['mail a digest of 1 conversation', { writes: 3, writeUnits: 3 }],
  ['message to a sleeping user, pushed to 1 device', { reads: 17, writes: 6, writeUnits: 9 }],
  ['read, where a notification waits', { writes: 3, writeUnits: 3 }],
  ['show a conversation', { writes: 1, writeUnits: 1 }],
  ['list of 1 notification', { writes: 0 }],
  // a bot costs its requests 3 reads every 5 seconds, and a write an hour
  ['know a bot by its token', { reads: 3, writes: 0 }],
  ['know a bot by its token, the first time in an hour', { reads: 3, writes: 1, writeUnits: 1 }],
  ['delivered', { writes: 1, writeUnits: 1, keyCalls: 0 }],
  ['read', { writes: 1, writeUnits: 1, keyCalls: 0 }],
  ['read, in a group of 100', { writes: 1, writeUnits: 1, keyCalls: 0 }],
  ['typing', { writes: 0, writeUnits: 0, keyCalls: 0 }],
  ['typing, in a group of 100', { writes: 0, writeUnits: 0, keyCalls: 0 }],
  ['connect', { writes: 3, writeUnits: 3 }],
  ['connect, with 1 watcher', { writes: 3, writeUnits: 3 }],
  ['direct message, repeated', { requests: 2, writes: 0 }],
  ['list of 20 conversations, 1 unread, cold', { requests: 6 }],
  ['list of 20 conversations, 1 unread', { requests: 6 }],
  // whether a group is public costs its messages nothing, but once an hour
  ['message to 10, public', { requests: 4, writeUnits: 5 }],
  ['discover 20 public groups', { requests: 6, writes: 0 }],
  ['discover 20 public groups, by a word', { requests: 7, writes: 0 }],
  // a write for 128 messages, and none by a search
  ['index 128 messages for search', { requests: 5, writes: 1 }],
  ['search a conversation, nothing found', { requests: 3, writes: 0 }],
  ['search a conversation, 1 found', { requests: 5, writes: 0 }],
  // the end of each conversation, and three more
  ['search 21 conversations, 1 found', { requests: 27, writes: 0 }],
  // a change is a number, an entry and the message, and for nothing it is nothing; its author's notification is two more
  ['react', { writes: 4, writeUnits: 9 }],
  ['react, repeated', { writes: 0, writeUnits: 0 }],
  ['edit a message', { writes: 2, writeUnits: 7 }],
  ['reply', { writes: 4, writeUnits: 13 }],
  // of the text every 1,500 characters are stored; both ends are a number, an entry and what stands beside it
  ['streamed message of 1,000 tokens', { writes: 7, writeUnits: 25 }],
  ['vote in a poll', { transactions: 1, writeUnits: 8 }],
  ['vote in a poll, repeated', { writes: 0, writeUnits: 0 }],
  // the message, its preview with the picture, and the two limits that they count for
  ['direct message with a link', { writes: 7, writeUnits: 17 }],
  // nothing is written for any watched person
  ['watch the presence of 1, unchanged', { transactions: 0 }],
];

const asDeployed = { rateLimits: 'on', linkPreviews: 'on', digests: 'on' } as const;

it('each action takes the operations recorded', async () => {
  const stage = await openStage(
    async (overrides) =>
      (await startBackend({ ...overrides, config: { ...asDeployed, publicUrl: 'https://chat.example.org' } }))
        .runtime.app,
  );
  const actions = await countActions(stage);
  expect(Object.fromEntries(actions.map(({ name, counts }) => [name, counts]))).toEqual(pinned);
});

it('a message to 1,000 who are away notifies 200 in a step, and the next one writes nothing for them', async () => {
  const stage = await openStage(
    async (overrides) => (await startBackend({ ...overrides, config: { rateLimits: 'off' } })).runtime.app,
  );
  const { id: conversationId, members } = await stage.group(1_000, 1);
  const [sender] = members;
  if (!sender) throw new Error('a group has members');
  const send = (clientId: string) =>
    stage.count(() => stage.frame(sender, 'message:send', { conversationId, clientId, text: 'Hello' }));
  await stage.count(() => Promise.resolve());
  const { later: first } = await send('c1');
  const { later: second } = await send('c2');
  // each of them gets a notification, and a note of it; a step is a page of members, their presence and their settings
  expect(first?.['queue-work']).toMatchObject({
    query: 6,
    put: 999,
    update: 999,
    writeUnits: 1_998,
    queued: 5,
  });
  expect(second?.['queue-work']).toMatchObject({ query: 6, queued: 5 });
  expect(measures.writes(second?.['queue-work'] ?? {})).toBe(0);
  expect(second?.['queue-work']?.batchGet ?? 0).toBe(0);
});

it.for(bounds)('%s takes no more than its promised bound: %o', ([name, atMost]) => {
  const counts = pinned[name];
  if (!counts) throw new Error(`nothing is called "${name}"`);
  for (const [measure, most] of Object.entries(atMost) as [keyof typeof measures, number][]) {
    expect.soft(measures[measure](counts), measure).toBeLessThanOrEqual(most);
  }
});
