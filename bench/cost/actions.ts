import {
  createBot,
  createBotToken,
  listBotTokens,
  login,
  refresh,
  revokeBotToken,
} from '../../shared/accounts/index.ts';
import { discover } from '../../shared/discovery/index.ts';
import { updateGroup } from '../../shared/groups/index.ts';
import { keys } from '../../shared/keys.ts';
import {
  listReminders,
  listScheduled,
  remind,
  scheduleMessage,
  sendScheduledInTime,
  setReminder,
} from '../../shared/later/index.ts';
import { getConversation, listConversations } from '../../shared/inbox/index.ts';
import { completeUpload, createUpload, listMedia } from '../../shared/media/index.ts';
import { indexMessages, searchMessages, unindexExpired } from '../../shared/search/index.ts';
import {
  listNotifications,
  readNotifications,
  sendDigest,
  subscribePush,
} from '../../shared/notifications/index.ts';
import {
  closePoll,
  eraseExpired,
  expireMessage,
  hideMessage,
  listChanges,
  listMessages,
  listStars,
  listVotes,
  pin,
  saveDraft,
  starMessage,
  unstarMessage,
} from '../../shared/messages/index.ts';
import { webhookEvents, type Expiry, type UpdateGroupRequest } from '../../shared/protocol/index.ts';
import { createHook, createWebhook, postToHook } from '../../shared/webhooks/index.ts';
import type { Counted, EnteredAction, Entry } from './bill.ts';
import { fill } from '../support/fill.ts';
import { rareWord, WordTexts } from '../support/word-texts.ts';
import { source, type Actor, type Person, type Stage } from './stage.ts';

export interface CountedAction extends EnteredAction {
  name: string;
}

/** The length of a message, in characters of one byte. */
export const messageCharacters = 200;
const text = 'x'.repeat(messageCharacters);
/** As long as a UUID. */
const clientIdOf = (index: number) => String(index).padStart(36, '0');
const minute = 60_000;
/** So that a message has about `messageCharacters`. */
const wordsInMessage = 24;
/** What an answer of 1,000 tokens costs, from its opening to its end. */
export const streamedAction = 'streamed message of 1,000 tokens';
/** Its frames: 50 seconds of appends, and both ends. */
const streamedFrames = 5 * 50 + 2;
/** What follows from every 128th message. */
export const indexingAction = 'index 128 messages for search';

/** Does everything that people do, one after the other, and counts what each action costs. */
export async function countActions(stage: Stage): Promise<CountedAction[]> {
  const counted: CountedAction[] = [];
  async function count(entry: Entry, name: string, act: () => Promise<unknown>, arrivals = 1): Promise<void> {
    counted.push({ name, entry, arrivals, ...(await stage.count(act)) });
  }
  let messages = 0;
  const send = (
    actor: Actor,
    conversationId: string,
    clientId = clientIdOf((messages += 1)),
    repeat = false,
    said = text,
  ) =>
    stage.frame(actor, 'message:send', { conversationId, clientId, text: said, ...(repeat && { repeat }) });

  const ann = await stage.person('ann');
  const bob = await stage.person('bob');
  // among many people nearly every beginning of a name is there already
  for (const name of ['carla', 'davy']) await stage.person(name);

  stage.restart();
  await count('auth', 'register, cold', () => stage.person('carol'));
  await count('auth', 'register', () => stage.person('dave'));
  await count('auth', 'sign in', () => login(stage.app(), source, ann));
  await count('auth', 'refresh', () => refresh(stage.app(), source, ann));

  await count('ws-connect', 'connect', () => stage.connect(ann));
  const watch = () => stage.frame(ann, 'presence:watch', { userIds: [bob.userId] });
  await count('ws-frame', 'watch the presence of 1, new', watch);
  await count('ws-frame', 'watch the presence of 1, unchanged', watch);
  await count('ws-connect', 'connect, with 1 watcher', () => stage.connect(bob));
  await count('ws-frame', 'ping', () => stage.frame(ann, 'ping', {}));

  await count('conversations', 'open a direct conversation', () => stage.open(ann, [bob]));
  await count('conversations', 'open it again', () => stage.open(ann, [bob]));
  const direct = await stage.open(ann, [bob]);
  // both look at it
  for (const one of [ann, bob]) await stage.frame(one, 'focus', { conversationId: direct });
  const repeated = clientIdOf(0);
  stage.restart();
  await count('ws-frame', 'direct message, cold', () => send(ann, direct));
  await count('ws-frame', 'direct message', () => send(ann, direct, repeated));
  await count('ws-frame', 'direct message, repeated', () => send(ann, direct, repeated, true));
  await count('ws-frame', 'direct message, repeated unawares', () => send(ann, direct, repeated));
  const mark = (type: 'receipt:delivered' | 'receipt:read', seq: number) => () =>
    stage.frame(bob, type, { conversationId: direct, seq });
  await count('ws-frame', 'delivered', mark('receipt:delivered', 2));
  await count('ws-frame', 'read', mark('receipt:read', 2));
  await count('ws-frame', 'read, repeated', mark('receipt:read', 2));
  await count('ws-frame', 'typing', () =>
    stage.tell(bob, 'typing', { conversationId: direct, typing: true }),
  );

  const group = await stage.group(100, 100);
  const [owner, member] = group.members;
  if (!owner || !member) throw new Error('a group of 100 has two members');
  stage.restart();
  await count('ws-frame', 'message to 100, cold', () => send(owner, group.id));
  await count('ws-frame', 'message to 100', () => send(owner, group.id));
  await count('ws-frame', 'read, in a group of 100', () =>
    stage.frame(member, 'receipt:read', { conversationId: group.id, seq: 2 }),
  );
  await count('ws-frame', 'typing, in a group of 100', () =>
    stage.tell(member, 'typing', { conversationId: group.id, typing: true }),
  );

  // Ann comes to have 20 conversations, all read, and time to pass since
  const others = await Promise.all(
    Array.from({ length: 19 }, (_, index) => stage.person(`friend-${index + 10}`)),
  );
  for (const other of others) {
    const id = await stage.open(other, [ann]);
    await send(other, id);
    await stage.frame(ann, 'receipt:read', { conversationId: id, seq: 1 });
  }
  stage.pass(5 * minute);
  const { cursor } = await stage.frame(ann, 'sync', {});
  stage.pass(5 * minute);
  await count('ws-frame', 'sync of 20 conversations, nothing new', () =>
    stage.frame(ann, 'sync', { cursor }),
  );
  await send(bob, direct);
  await count('ws-frame', 'sync of 20 conversations, 1 changed', () => stage.frame(ann, 'sync', { cursor }));
  await count('conversations', 'changes, 1 new', () =>
    listChanges(stage.app(), ann, direct, { after: 2, limit: 50 }),
  );
  await count('conversations', 'changes, nothing new', () =>
    listChanges(stage.app(), ann, direct, { after: 3, limit: 50 }),
  );
  const list = () => listConversations(stage.app(), ann, { limit: 20 });
  stage.restart();
  await count('conversations', 'list of 20 conversations, 1 unread, cold', list);
  await count('conversations', 'list of 20 conversations, 1 unread', list);
  await count('conversations', 'one conversation', () => getConversation(stage.app(), bob, direct));
  for (let sent = 3; sent < 60; sent += 1) await send(bob, direct);
  const history = () => listMessages(stage.app(), ann, direct, { limit: 50 });
  stage.restart();
  await count('conversations', 'history, 50 messages, cold', history);
  await count('conversations', 'history, 50 messages', history);

  await count('ws-disconnect', 'disconnect, with 1 watcher', () => stage.disconnect(bob));
  await count('conversations', 'make a group of 10', () => stage.open(ann, others.slice(0, 9), 'Ten of us'));

  const ten = await stage.open(ann, others.slice(0, 9), 'Ten of us');
  await send(ann, ten);
  await count('ws-frame', 'message to 10', () => send(ann, ten));
  const listed: UpdateGroupRequest = {
    visibility: 'public',
    topics: ['music', 'ten-of-us'],
    language: 'en',
  };
  const publish = async (id: string) => {
    const { pushed } = await updateGroup(stage.app(), ann, source, id, listed);
    await pushed;
  };
  await count('conversations', 'make it public, with 2 topics', () => publish(ten));
  await send(ann, ten);
  await count('ws-frame', 'message to 10, public', () => send(ann, ten));
  stage.pass(60 * minute);
  await count('ws-frame', 'message to 10, public, once an hour', () => send(ann, ten));
  for (let made = 1; made < 20; made += 1) await publish(await stage.open(ann, [bob], `Group ${made}`));
  const find = (query: object) => discover(stage.app(), bob, { sort: 'active', limit: 20, ...query });
  await count('conversations', 'discover 20 public groups', () => find({}));
  await count('conversations', 'discover 20 public groups, by a word', () => find({ q: 'group' }));

  const searched = await stage.open(ann, [bob], 'Searched');
  await fill(stage.app(), {
    conversationId: searched,
    count: 3 * 128 + 64,
    texts: new WordTexts(wordsInMessage),
    parallel: 100,
  });
  const index = (n: number) => indexMessages(stage.app(), { conversationId: searched, level: 0, n });
  // what follows from these messages, and then what that queued
  for (let step = 0; step < 2; step += 1) await stage.count(() => Promise.resolve());
  await stage.app().durable.delete(keys.searchNode(searched, 0, 2, 0));
  await count('queue-work', indexingAction, () => index(2));
  const search = (query: { q: string; conversationId?: string }) =>
    searchMessages(stage.app(), bob, { limit: 20, ...query });
  const here = { conversationId: searched };
  await count('conversations', 'search a conversation, nothing found', () =>
    search({ q: 'nowhere', ...here }),
  );
  await count('conversations', 'search a conversation, 1 found', () => search({ q: rareWord, ...here }));
  await count('conversations', 'search 21 conversations, 1 found', () => search({ q: rareWord }));

  const [file, more] = [await uploadedBy(stage, ann), await uploadedBy(stage, ann)];
  const sendFile = (id: string) =>
    stage.frame(ann, 'message:send', {
      conversationId: direct,
      clientId: clientIdOf((messages += 1)),
      text,
      attachments: [id],
    });
  await sendFile(more);
  await count('ws-frame', 'direct message with a file', () => sendFile(file));
  await count('conversations', 'history, 50 messages, 2 with a file', history);
  await count('media', 'addresses of a file', () => listMedia(stage.app(), bob, [file]));

  stage.restart();
  const announced = { purpose: 'attachment', name: 'notes.txt', contentType: 'text/plain', size: 5 } as const;
  const begin = () => createUpload(stage.app(), ann, announced);
  await count('media', 'begin an upload, cold', begin);
  await count('media', 'begin an upload', begin);
  const begun = await begin();
  await stage.app().objects.write(`uploads/${begun.id}`, Buffer.from('Hello'), announced.contentType);
  await count('media', 'complete an upload', () => completeUpload(stage.app(), ann, begun.id));

  const { id: firstId, seq } = await send(ann, direct);
  const place = { conversationId: direct, seq };
  const replied = (clientId: string) =>
    stage.frame(bob, 'message:send', { conversationId: direct, clientId, text, replyTo: firstId });
  await count('ws-frame', 'reply, the first in its thread', () => replied(clientIdOf((messages += 1))));
  await count('ws-frame', 'reply', () => replied(clientIdOf((messages += 1))));
  await count('ws-frame', 'edit a message', () => stage.frame(ann, 'message:edit', { ...place, text: 'y' }));
  const react = (remove: boolean) => stage.frame(bob, 'message:react', { ...place, emoji: '👍', remove });
  await count('ws-frame', 'react', () => react(false));
  await count('ws-frame', 'react, repeated', () => react(false));
  await count('ws-frame', 'take a reaction back', () => react(true));
  const pinned = async () => (await pin(stage.app(), { userId: ann.userId }, place, 'add')).pushed;
  await count('conversations', 'pin a message', pinned);
  await count('conversations', 'changes, 4 of one message', () =>
    listChanges(stage.app(), bob, direct, { after: seq + 2, limit: 50 }),
  );
  await count('conversations', 'save a draft', async () => {
    await (
      await saveDraft(stage.app(), ann, direct, { text })
    ).pushed;
  });
  await count('ws-frame', 'delete a message for everyone', () => stage.frame(ann, 'message:delete', place));
  const hide = async (n: number) => {
    await (
      await hideMessage(stage.app(), bob.userId, { conversationId: direct, seq: n })
    ).pushed;
  };
  await count('conversations', 'delete a message for oneself, the first', () => hide(seq + 1));
  await count('conversations', 'delete a message for oneself', () => hide(seq + 2));
  const starring = (change: typeof starMessage, n: number) => async () => {
    await (
      await change(stage.app(), ann, { conversationId: direct, seq: n })
    ).pushed;
  };
  await count('conversations', 'save a message, the first there', starring(starMessage, seq + 1));
  await count('conversations', 'save a message', starring(starMessage, seq + 2));
  await count('conversations', 'list 2 saved messages', () => listStars(stage.app(), ann, { limit: 50 }));
  await history();
  await count('conversations', 'history, 50 messages, 2 of them saved', history);
  await count('conversations', 'take a message out of those saved', starring(unstarMessage, seq + 2));
  await stage.connect(bob);
  await count('ws-frame', streamedAction, () => streamReply(stage, ann, direct), streamedFrames);
  await countPoll(stage, count, { ann, bob, conversationId: direct });
  // who has sent nothing yet: none of these is the tenth, with which a rate limit is written down
  const erin = await stage.person('erin');
  await stage.connect(erin);
  const team = await stage.open(erin, [bob], 'Team');
  const mention = (name: string) => () =>
    send(erin, team, clientIdOf((messages += 1)), false, `@${name} ${text}`.slice(0, messageCharacters));
  await send(erin, team);
  await count('ws-frame', 'group message to 1', () => send(erin, team));
  await count('ws-frame', 'group message to 1, mentioning them', mention(bob.username));
  await count('ws-frame', 'group message to 1, mentioning all', mention('all'));

  const expiring = (from: Expiry['from']) =>
    stage.frame(ann, 'message:send', {
      conversationId: direct,
      clientId: clientIdOf((messages += 1)),
      text,
      expires: { seconds: 3_600, from },
    });
  await send(ann, direct);
  await count('ws-frame', 'direct message that expires', () => expiring('sending'));
  const unread = await expiring('reading');
  await send(ann, direct);
  await count('ws-frame', 'direct message that expires from its reading', () => expiring('reading'));
  // and what follows: the time of a message counts
  await count('ws-frame', 'read, where a message expires from it', mark('receipt:read', unread.seq));
  stage.pass(60 * minute);
  const expired = { conversationId: direct, seq: unread.seq };
  await count('queue-work', 'remove a message that has expired', async () => {
    await expireMessage(stage.app(), expired);
    // what follows once it is gone, by the queue or by its time to live
    await eraseExpired(stage.app(), { ...expired, wasChanged: true });
    await unindexExpired(stage.app(), expired);
  });
  const sendLink = async () =>
    stage.frame(ann, 'message:send', {
      conversationId: direct,
      clientId: clientIdOf((messages += 1)),
      text: 'See https://www.example.org/a/page/of/some/length',
    });
  // all keys are in memory then
  await stage.count(sendLink);
  await count('ws-frame', 'direct message with a link', sendLink);
  await countLater(stage, count, { ann, conversationId: direct, firstId, seq });
  const eve = await stage.person('eve');
  const asleep = await stage.open(ann, [eve]);
  // her digest is planned then
  await stage.count(() => send(ann, asleep));
  await stage.frame({ ...eve, connectionId: 'elsewhere' }, 'receipt:read', {
    conversationId: asleep,
    seq: 1,
  });
  await count('ws-frame', 'message to a sleeping user', () => send(ann, asleep));
  await count('ws-frame', 'message to a sleeping user, one more', () => send(ann, asleep));
  await count('conversations', 'list of 1 notification', () =>
    listNotifications(stage.app(), eve, { limit: 50 }),
  );
  await count('ws-frame', 'read, where a notification waits', () =>
    stage.frame({ ...eve, connectionId: 'elsewhere' }, 'receipt:read', { conversationId: asleep, seq: 3 }),
  );
  await count('ws-frame', 'show a conversation', () =>
    stage.frame({ ...eve, connectionId: 'elsewhere' }, 'focus', { conversationId: asleep }),
  );
  await send(ann, asleep);
  await count('conversations', 'mark 1 notification as seen', async () => {
    const until = new Date(stage.app().clock.now()).toISOString();
    await (
      await readNotifications(stage.app(), eve, { until })
    ).pushed;
  });
  await countDigest(stage, count, { ann, send });
  await countBots(stage, count, ann);
  await countWebhooks(stage, count, [ann, bob]);
  await countPushes(stage, count, { ann, send });
  return counted;
}

/** The first notification of a user who is away plans a digest, which is mailed an hour later. */
async function countDigest(
  stage: Stage,
  count: (entry: Entry, name: string, act: () => Promise<unknown>) => Promise<void>,
  { ann, send }: { ann: Person; send: (by: Person, conversationId: string) => Promise<unknown> },
): Promise<void> {
  const fay = await stage.person('fay');
  await stage.app().durable.update(keys.account(fay.userId), { set: { emailVerified: true } });
  const asleep = await stage.open(ann, [fay]);
  await count('ws-frame', 'message to a sleeping user, the first', () => send(ann, asleep));
  stage.pass(61 * minute);
  await count('queue-work', 'mail a digest of 1 conversation', () =>
    sendDigest(stage.app(), { type: 'send-digest', userId: fay.userId }),
  );
}

/**
 * Has a program answer as it thinks: 1,000 tokens of four characters, 20 a second, five appends a second, and a checkpoint every
 * 1,500 characters.
 */
async function streamReply(stage: Stage, author: Actor, conversationId: string): Promise<void> {
  const clientId = clientIdOf(999);
  const opened = await stage.frame(author, 'message:open', { conversationId, clientId });
  const { seq } = opened;
  let { offset } = opened;
  for (let length = 16; length <= 4_000; length += 16) {
    stage.pass(200);
    const piece = { offset, text: 'x'.repeat(length - offset), checkpoint: length - offset >= 1_500 };
    ({ offset } = await stage.frame(author, 'message:append', { conversationId, seq, ...piece }));
  }
  await stage.frame(author, 'message:close', { conversationId, seq, text: 'x'.repeat(4_000) });
}

/** A poll, from when it is sent until it is closed. */
async function countPoll(
  stage: Stage,
  count: (entry: Entry, name: string, act: () => Promise<unknown>) => Promise<void>,
  { ann, bob, conversationId }: { ann: Actor; bob: Actor; conversationId: string },
): Promise<void> {
  const question = { question: text.slice(0, 100), options: ['One', 'Two', 'Three'] };
  const ask = () =>
    stage.frame(ann, 'message:send', { conversationId, clientId: 'poll', text: '', poll: question });
  const { seq } = await ask();
  const place = { conversationId, seq };
  const vote = (option: number) => stage.frame(bob, 'poll:vote', { ...place, options: [option] });
  await count('ws-frame', 'vote in a poll', () => vote(0));
  await count('ws-frame', 'vote in a poll, another option', () => vote(1));
  await count('ws-frame', 'vote in a poll, repeated', () => vote(1));
  await count('conversations', 'list who voted', () => listVotes(stage.app(), bob, place, { limit: 50 }));
  await count('conversations', 'close a poll', async () => {
    await (
      await closePoll(stage.app(), ann, place)
    ).pushed;
  });
}

/** Counts what owners do with bots, and what knowing a bot by its token costs its requests. */
async function countBots(
  stage: Stage,
  count: (entry: Entry, name: string, act: () => Promise<unknown>) => Promise<void>,
  owner: Actor,
): Promise<void> {
  const weather = { username: 'weather', name: 'Weather' };
  const { id: bot } = await createBot(stage.app(), owner, source, { ...weather, username: 'weather-0' });
  await count('users', 'make a bot', () => createBot(stage.app(), owner, source, weather));
  const request = { name: 'Office', scopes: ['messages:write' as const], expiresIn: null };
  const create = () => createBotToken(stage.app(), owner, source, bot, request);
  await count('users', 'make a token for a bot', create);
  const { id, token } = await create();
  const verify = () => stage.app().botTokens.verify(token);
  await count('conversations', 'know a bot by its token, the first time in an hour', verify);
  await count('conversations', 'know a bot by its token, again within 5 seconds', verify);
  stage.pass(5_000);
  await count('conversations', 'know a bot by its token', verify);
  await count('users', 'list 2 tokens of a bot', () => listBotTokens(stage.app(), owner, bot));
  await count('users', 'revoke a token of a bot', () => revokeBotToken(stage.app(), owner, source, bot, id));
}

/** Counts what waits for its time: scheduled messages and reminders. */
async function countLater(
  stage: Stage,
  count: (entry: Entry, name: string, act: () => Promise<unknown>) => Promise<void>,
  { ann, conversationId, firstId, seq }: { ann: Actor; conversationId: string; firstId: string; seq: number },
): Promise<void> {
  const inHours = (hours: number) => new Date(stage.app().clock.now() + hours * 60 * minute).toISOString();
  const scheduling = async (clientId: string) => {
    const request = { conversationId, text, sendAt: inHours(1), clientId };
    const { scheduled, pushed } = await scheduleMessage(stage.app(), ann, request);
    await pushed;
    return scheduled.id;
  };
  await count('later', 'schedule a message', () => scheduling('scheduled-1'));
  const waiting = await scheduling('scheduled-2');
  await count('later', 'list 2 scheduled messages', () => listScheduled(stage.app(), ann, {}));
  const { userId } = ann;
  stage.pass(58 * minute + 30_000);
  await count('queue-work', 'send a scheduled message, from 90 s before', () =>
    sendScheduledInTime(stage.app(), { userId, id: waiting }),
  );
  await count('later', 'set a reminder', async () => {
    const { pushed } = await setReminder(stage.app(), ann, firstId, { at: inHours(1), note: text });
    await pushed;
  });
  await count('later', 'list 1 reminder', () => listReminders(stage.app(), ann));
  stage.pass(60 * minute);
  const reminded = { userId, conversationId, seq };
  await count('queue-work', 'remind of a message', () => remind(stage.app(), reminded));
}

/** What a group costs that has a webhook, and a message that a program posts. */
async function countWebhooks(
  stage: Stage,
  count: (entry: Entry, name: string, act: () => Promise<unknown>) => Promise<void>,
  [ann, bob]: readonly [Person, Person],
): Promise<void> {
  const id = await stage.open(ann, [bob], 'Builds');
  const posted = (index: number) =>
    stage.frame(ann, 'message:send', { conversationId: id, clientId: clientIdOf(index), text });
  await posted(9_001);
  const wanted = {
    name: 'Build',
    url: 'https://build.example.com/chat',
    events: [...webhookEvents],
    enabled: true,
  };
  await count('conversations', 'make a webhook', () => createWebhook(stage.app(), ann, source, id, wanted));
  await posted(9_002);
  await count('ws-frame', 'message to a group with a webhook', () => posted(9_003));
  const { hook, pushed } = await createHook(stage.app(), ann, source, id, { name: 'Build' });
  await pushed;
  const secret = hook.url.slice(hook.url.lastIndexOf('/') + 1);
  await count('conversations', 'message by an incoming webhook', async () => {
    await (
      await postToHook(stage.app(), source, secret, { text })
    ).pushed;
  });
}

/** A browser that sleeps gets pushes, and closes them. */
async function countPushes(
  stage: Stage,
  count: (entry: Entry, name: string, act: () => Promise<unknown>) => Promise<void>,
  { ann, send }: { ann: Person; send: (by: Person, conversationId: string) => Promise<unknown> },
): Promise<void> {
  const gil = await stage.person('gil');
  const asleep = await stage.open(ann, [gil]);
  const read = (seq: number) =>
    stage.frame({ ...gil, connectionId: 'elsewhere' }, 'receipt:read', { conversationId: asleep, seq });
  await count('conversations', 'subscribe to pushes', () => subscribePush(stage.app(), gil, aBrowser));
  await count('conversations', 'subscribe to pushes, as before', () =>
    subscribePush(stage.app(), gil, aBrowser),
  );
  // from then on the keys are in memory, and what says to the service who sends is signed for some hours
  await stage.count(() => send(ann, asleep));
  await stage.count(() => send(ann, asleep));
  await stage.count(() => read(2));
  await count('ws-frame', 'message to a sleeping user, pushed to 1 device', () => send(ann, asleep));
  await count('ws-frame', 'read, where a push is shown elsewhere', () => read(3));
}

/** A browser at some push service. */
const aBrowser = {
  type: 'web',
  endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
} as const;

/** The id of a file that can be sent. No store is asked: what that costs is another matter. */
async function uploadedBy(stage: Stage, { userId }: Actor): Promise<string> {
  const { media, clock } = stage.app();
  const announced = { name: 'note.txt', contentType: 'text/plain', size: 1_000 };
  const owner = { userId, role: 'user' } as const;
  const { id } = await createUpload(stage.app(), owner, { purpose: 'attachment', ...announced });
  const stored = await media.get(id);
  if (!stored) throw new Error('an upload that began has an item');
  await media.change(stored, { completedAt: clock.now(), processedAt: clock.now(), state: 'ready' });
  return id;
}

export interface CountedMessage extends Counted {
  members: number;
  online: number;
}

/** What a message costs that one of `online` members sends to a group, with the conversation in memory. */
export async function countGroupMessage(
  stage: Stage,
  members: number,
  online: number,
): Promise<CountedMessage> {
  const { message } = await countGroup(stage, members, online);
  return { members, online, ...message };
}

/** What happens in a group with the conversation in memory: a message, and what a member sends about it. */
export interface CountedGroup {
  message: Counted;
  delivered: Counted;
  read: Counted;
  typing: Counted;
}

/** Counts what happens in a group of whom this many are online, at least two. */
export async function countGroup(stage: Stage, members: number, online: number): Promise<CountedGroup> {
  const { id: conversationId, members: all } = await stage.group(members, online);
  const [sender, reader] = all;
  if (!sender || !reader) throw new Error('a group has two members');
  const send = (index: number) =>
    stage.frame(sender, 'message:send', { conversationId, clientId: clientIdOf(index), text });
  const mark = (type: 'receipt:delivered' | 'receipt:read') => () =>
    stage.frame(reader, type, { conversationId, seq: 2 });
  await send(1);
  return {
    message: await stage.count(() => send(2)),
    delivered: await stage.count(mark('receipt:delivered')),
    read: await stage.count(mark('receipt:read')),
    typing: await stage.count(() => stage.tell(sender, 'typing', { conversationId, typing: true })),
  };
}
