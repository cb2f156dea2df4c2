import { describe, expect, it } from 'vitest';
import { vote as castVote } from '../../shared/messages/index.ts';
import type {
  AckData,
  ChangesPage,
  Message,
  MessagePage,
  NewPoll,
  PollVoterPage,
  SentReply,
} from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { eventually } from '../support/eventually.ts';
import { HeldWork } from '../support/backend/held-work.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';

const lunch: NewPoll = { question: 'Where do we eat?', options: ['Pizza', 'Sushi', 'Salad'] };

function callsIn(backend: TestBackend, id: string) {
  const path = `/v1/conversations/${id}`;
  const at = (seq: number) => `${path}/messages/${seq}`;
  const as = ({ token }: Person, body?: object) => ({ token, ...(body && { body }) });
  const get = async (by: Person, seq: number) => (await backend.call<Message>('GET', at(seq), as(by))).body;
  return {
    at,
    ask: (by: Person, poll: object = {}, more: object = {}) =>
      backend.call<SentReply>(
        'POST',
        `${path}/messages`,
        as(by, { text: '', poll: { ...lunch, ...poll }, ...more }),
      ),
    vote: (by: Person, seq: number, ...options: number[]) =>
      backend.call<Message>('PUT', `${at(seq)}/vote`, as(by, { options })),
    votes: (by: Person, seq: number, query = '') =>
      backend.call<PollVoterPage>('GET', `${at(seq)}/votes${query}`, as(by)),
    close: (by: Person, seq: number) => backend.call<Message>('POST', `${at(seq)}/poll/close`, as(by)),
    get,
    counts: async (by: Person, seq: number) => {
      const { poll } = await get(by, seq);
      return poll?.options.map(({ count }) => count);
    },
    changes: async (by: Person, after: number) =>
      (await backend.call<ChangesPage>('GET', `${path}/changes?after=${after}`, as(by))).body,
    history: async (by: Person) =>
      (await backend.call<MessagePage>('GET', `${path}/messages`, as(by))).body.items,
  };
}

async function talking(options: Parameters<typeof startBackend>[0] = {}, name: string | undefined = 'Lunch') {
  const backend = await startBackend(options);
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id } = await backend.conversation(ann, name === '' ? [bob] : [bob, cid], name || undefined);
  return { backend, ann, bob, cid, id, ...callsIn(backend, id) };
}

/** The same, its votes counted when the test wants. */
async function held(name?: string) {
  const work = new HeldWork();
  const clock = new ManualClock();
  const talk = await talking({ clock, wrapPorts: (ports) => ({ ...ports, work }) }, name);
  const countings = () => work.queued.all.filter((one) => one.work.type === 'count-votes');
  /** Has the queued countings done, and says after how many seconds each was to be. */
  let done = 0;
  const count = async () => {
    const delays: number[] = [];
    for (; done < work.queued.all.length; done += 1) {
      const queued = work.queued.all[done];
      if (queued?.work.type !== 'count-votes') continue;
      delays.push(queued.delaySeconds);
      expect(await work.run(talk.backend.runtime.app, done + 1)).toEqual([]);
    }
    return delays;
  };
  return { ...talk, clock, work, countings, count };
}

describe('a poll', () => {
  it('is seen by all with its votes, and by each with their own', async () => {
    const { backend, ann, bob, cid, id, vote, count, counts, get, votes, history } = await held();
    const [laptop, phone, bobs] = [
      await backend.socket(ann),
      await backend.socket(ann),
      await backend.socket(bob),
    ];
    const sent = await laptop.request<AckData<'message:send'>>('message:send', {
      conversationId: id,
      clientId: 'c1',
      text: '',
      poll: lunch,
    });
    const plain = { kind: 'poll', text: 'Where do we eat?\nPizza\nSushi\nSalad' };
    const poll = {
      question: 'Where do we eat?',
      options: ['Pizza', 'Sushi', 'Salad'].map((text) => ({ text, count: 0 })),
      multiple: false,
      anonymous: false,
      voterCount: 0,
    };
    expect(sent.data).toMatchObject({ ...plain, poll });
    const { seq = 0 } = sent.data ?? {};
    for (const socket of [phone, bobs]) {
      const [event] = await socket.events<Message>('message:new', 1);
      expect(event).toMatchObject({ ...plain, seq });
      expect(event?.poll).toEqual(poll);
    }
    expect(await history(bob)).toMatchObject([{ ...plain, poll: { ...poll, mine: [] } }]);
    expect(await get(ann, seq)).not.toHaveProperty('editableUntil');

    const ack = await phone.request<AckData<'poll:vote'>>('poll:vote', {
      conversationId: id,
      seq,
      options: [1],
    });
    expect(ack.data?.poll?.mine).toEqual([1]);
    expect(await laptop.events('poll:voted', 1)).toEqual([{ conversationId: id, seq, mine: [1] }]);
    expect(await phone.eventsSoFar('poll:voted')).toEqual([]);
    expect(await bobs.eventsSoFar('poll:voted')).toEqual([]);
    expect((await vote(bob, seq, 1)).body.poll?.mine).toEqual([1]);
    await count();
    expect(await counts(cid, seq)).toEqual([0, 2, 0]);
    // who thinks again counts once, and who takes it back not at all
    await vote(bob, seq, 0);
    await count();
    expect(await counts(cid, seq)).toEqual([1, 1, 0]);
    await vote(ann, seq);
    await count();
    expect(await get(ann, seq)).toMatchObject({ poll: { voterCount: 1, mine: [] } });
    const updates = await bobs.events<Message>('message:updated', 3);
    expect(updates.at(-1)).toMatchObject({
      seq,
      change: { type: 'poll', messageSeq: seq },
      poll: { voterCount: 1 },
    });
    expect(JSON.stringify(updates)).not.toContain('"mine"');
    expect((await votes(cid, seq)).body.items).toMatchObject([{ id: bob.user.id, options: [0] }]);
  });

  it('is counted when a device was away, without anything unread', async () => {
    const { ann, bob, ask, vote, count, changes, backend, id } = await held();
    const { seq } = (await ask(ann)).body;
    await vote(bob, seq, 2);
    await count();
    const page = await changes(ann, seq);
    expect(page).toMatchObject({
      upTo: seq + 1,
      items: [
        { kind: 'change', seq: seq + 1, senderId: ann.user.id, change: { type: 'poll', messageSeq: seq } },
      ],
      messages: [{ seq, poll: { options: [{ count: 0 }, { count: 0 }, { count: 1 }], mine: [] } }],
    });
    const { body } = await backend.call<{ unreadCount: number }>('GET', `/v1/conversations/${id}`, {
      token: bob.token,
    });
    expect(body.unreadCount).toBe(1);
  });

  it('lets one choose several options where it says so, and each once', async () => {
    const { ann, bob, ask, vote, count, counts } = await held();
    const { seq } = (await ask(ann, { multiple: true })).body;
    expect((await vote(bob, seq, 2, 0)).body.poll?.mine).toEqual([0, 2]);
    await count();
    expect(await counts(ann, seq)).toEqual([1, 0, 1]);
    expect(problem(await vote(bob, seq, 1, 1))).toMatchObject({ code: 'validation_failed' });
    expect(problem(await vote(bob, seq, 3))).toMatchObject({ fields: ['options'] });
    const { seq: single } = (await ask(ann)).body;
    expect(problem(await vote(bob, single, 0, 1))).toMatchObject({ fields: ['options'] });
  });

  it('counts a vote that comes twice at once as one', async () => {
    const { ann, bob, ask, vote, counts, get } = await talking();
    const { seq } = (await ask(ann)).body;
    await Promise.all(Array.from({ length: 10 }, (_, n) => vote(bob, seq, n % 2)));
    await eventually(async () => {
      const [mine = -1] = (await get(bob, seq)).poll?.mine ?? [];
      expect(await counts(ann, seq)).toEqual([mine === 0 ? 1 : 0, mine === 1 ? 1 : 0, 0]);
    });
    expect((await get(ann, seq)).poll?.voterCount).toBe(1);
  });

  it('says who chose what, by pages, unless it is anonymous', async () => {
    const { backend, ann, bob, cid, id, ask, vote, votes, count, get } = await held();
    const { seq } = (await ask(ann)).body;
    for (const [by, option] of [
      [ann, 0],
      [bob, 0],
      [cid, 1],
    ] as const)
      await vote(by, seq, option);
    const first = (await votes(bob, seq, '?option=0&limit=1')).body;
    expect(first.items).toHaveLength(1);
    const second = (await votes(bob, seq, `?option=0&limit=5&cursor=${first.nextCursor}`)).body;
    const named = [...first.items, ...second.items].map((one) => one.id);
    expect(named.sort()).toEqual([ann.user.id, bob.user.id].sort());
    expect(second.nextCursor).toBeNull();
    expect((await votes(bob, seq)).body.items).toHaveLength(3);
    expect(problem(await votes(bob, seq, '?option=12'))).toMatchObject({ code: 'validation_failed' });
    expect(problem(await votes(bob, seq, '?cursor=x'))).toMatchObject({ code: 'invalid_cursor' });

    const { seq: secret } = (await ask(ann, { anonymous: true })).body;
    const anns = await backend.socket(ann);
    await vote(cid, secret, 2);
    await count();
    expect(await get(ann, secret)).toMatchObject({ poll: { anonymous: true, voterCount: 1 } });
    expect(problem(await votes(ann, secret))).toMatchObject({ status: 403, code: 'forbidden' });
    // nothing that others get names the voter, and the store says only that they voted
    expect(JSON.stringify(await anns.events('message:updated', 2))).not.toContain(cid.user.id);
    const stored = await backend.runtime.app.durable.get(keys.vote(id, secret, cid.user.id));
    expect(Object.keys(stored ?? {}).sort()).toEqual(['at', 'keyId', 'pk', 'sealedVote', 'sk', 'userId']);
  });

  it('is closed by its author or an admin, or at its time, and its counts stay', async () => {
    const { ann, bob, cid, clock, ask, vote, close, count, counts, get } = await held();
    const { seq } = (await ask(bob)).body;
    await vote(cid, seq, 1);
    expect(problem(await close(cid, seq))).toMatchObject({ status: 403, code: 'forbidden' });
    const closed = await close(ann, seq);
    expect(closed.body).toMatchObject({ poll: { voterCount: 1 }, changeSeq: seq + 1 });
    expect(closed.body.poll?.closedAt).toBe(new Date(clock.now()).toISOString());
    expect((await close(bob, seq)).body.changeSeq).toBe(seq + 1);
    expect(problem(await vote(bob, seq, 1))).toMatchObject({ status: 409, code: 'poll_closed' });
    await count();
    expect(await counts(bob, seq)).toEqual([0, 1, 0]);

    const closesAt = new Date(clock.now() + 60_000).toISOString();
    const { seq: timed } = (await ask(ann, { closesAt })).body;
    await vote(bob, timed, 0);
    clock.advance(59_999);
    expect((await vote(cid, timed, 0)).status).toBe(200);
    clock.advance(1);
    expect(problem(await vote(cid, timed, 1))).toMatchObject({ code: 'poll_closed' });
    await count();
    expect(await get(ann, timed)).toMatchObject({ poll: { closesAt, voterCount: 2 } });
    expect(problem(await ask(ann, { closesAt }))).toMatchObject({ status: 400, code: 'time_in_past' });
  });

  it('lets go of its votes with the message, and with the group', async () => {
    const { backend, ann, bob, cid, id, at, ask, vote } = await talking({ env: { DYNAMODB_STREAM: 'on' } });
    const [one, two] = [(await ask(ann)).body.seq, (await ask(ann)).body.seq];
    const left = async (seq: number) =>
      (await backend.runtime.app.durable.query(keys.votes(id, seq))).items.length;
    for (const seq of [one, two]) for (const by of [ann, bob, cid]) await vote(by, seq, 0);
    expect([await left(one), await left(two)]).toEqual([3, 3]);
    await backend.call('DELETE', at(one), { token: ann.token });
    await eventually(async () => expect(await left(one)).toBe(0));
    expect(problem(await vote(bob, one, 0))).toMatchObject({ status: 410, code: 'message_deleted' });
    expect(await left(one)).toBe(0);
    const { poll } = (await backend.call<Message>('GET', at(one), { token: bob.token })).body;
    expect(poll).toBeUndefined();
    await backend.call('DELETE', `/v1/conversations/${id}`, { token: ann.token });
    await eventually(async () => expect(await left(two)).toBe(0));
  });

  it('is no text that can be edited, and no other message can be voted on', async () => {
    const { backend, ann, bob, id, at, ask, vote, votes, close } = await talking();
    const { seq } = (await ask(ann)).body;
    const edited = await backend.call('PATCH', at(seq), { token: ann.token, body: { text: 'No poll' } });
    expect(problem(edited)).toMatchObject({ status: 409, code: 'not_editable' });
    const text = await backend.call<SentReply>('POST', `/v1/conversations/${id}/messages`, {
      token: ann.token,
      body: { text: 'Hello' },
    });
    for (const answer of [
      await vote(bob, text.body.seq, 0),
      await votes(bob, text.body.seq),
      await close(ann, text.body.seq),
    ]) {
      expect(problem(answer)).toMatchObject({ status: 409, code: 'not_a_poll' });
    }
    expect(problem(await vote(bob, 999, 0))).toMatchObject({ code: 'message_not_found' });
    const stranger = await backend.person('stranger');
    expect(problem(await vote(stranger, seq, 0))).toMatchObject({ code: 'conversation_not_found' });
  });

  it('keeps from who blocks what the other one votes', async () => {
    const { backend, ann, bob, ask, vote, votes, count, counts, get } = await held('');
    const { seq } = (await ask(ann)).body;
    await backend.call('PUT', `/v1/users/me/blocks/${bob.user.id}`, { token: ann.token });
    expect(problem(await vote(ann, seq, 0))).toMatchObject({ status: 403, code: 'user_blocked' });
    expect((await vote(bob, seq, 1)).body.poll).toMatchObject({ voterCount: 1, mine: [1] });
    await count();
    expect(await counts(ann, seq)).toEqual([0, 0, 0]);
    expect(await counts(bob, seq)).toEqual([0, 1, 0]);
    expect((await votes(ann, seq)).body.items).toEqual([]);
    expect((await votes(bob, seq)).body.items).toMatchObject([{ id: bob.user.id }]);
    expect((await get(ann, seq)).changeSeq).toBeUndefined();
  });
});

describe('votes that come at once', () => {
  it('take few numbers and writes of the message, and are all counted', async () => {
    const work = new HeldWork();
    const backend = await startBackend({ wrapPorts: (ports) => ({ ...ports, work }) });
    const { app } = backend.runtime;
    const ann = await backend.person('ann');
    const voters = await backend.people(...Array.from({ length: 200 }, (_, n) => `voter${n}`));
    const { id } = await backend.conversation(ann, voters.slice(0, 100), 'All of us');
    for (const from of [100, 145, 190]) {
      const usernames = voters.slice(from, Math.min(from + 45, 200)).map(({ user }) => user.username);
      const { status } = await backend.call('POST', `/v1/conversations/${id}/members`, {
        token: ann.token,
        body: { usernames },
      });
      expect(status).toBe(200);
    }
    const { ask, get } = callsIn(backend, id);
    const { seq } = (await ask(ann)).body;
    const answers = await Promise.all(
      voters.map(({ user }, n) =>
        castVote(app, { userId: user.id }, { conversationId: id, seq, options: [n % 3] }),
      ),
    );
    answers.forEach(({ message }, n) => expect(message.poll?.mine).toEqual([n % 3]));
    const queued = () => work.queued.all.filter((one) => one.work.type === 'count-votes');
    // one of the voters has all of them counted; none has written to the message or the head
    expect(queued()).toHaveLength(1);
    expect(await app.conversations.head(id)).toMatchObject({ lastSeq: seq });
    for (let n = 1; n <= work.queued.all.length; n += 1) await work.run(app, n);
    expect(await get(ann, seq)).toMatchObject({
      changeSeq: seq + 1,
      poll: { voterCount: 200, options: [{ count: 67 }, { count: 67 }, { count: 66 }] },
    });
    // delivered twice, it changes nothing
    for (let n = 1; n <= work.queued.all.length; n += 1) await work.run(app, n);
    expect((await app.conversations.head(id))?.lastSeq).toBe(seq + 1);
  });

  it('are counted at once, then two seconds later, by one of the voters', async () => {
    const { ann, bob, cid, clock, ask, vote, countings, count, counts } = await held();
    const { seq } = (await ask(ann)).body;
    await vote(bob, seq, 0);
    expect(await count()).toEqual([0]);
    clock.advance(500);
    await vote(bob, seq, 1);
    await vote(cid, seq, 1);
    clock.advance(2_000);
    expect(await count()).toEqual([2]);
    expect(await counts(ann, seq)).toEqual([0, 2, 0]);
    // the same vote again is nothing to count
    await vote(cid, seq, 1);
    expect(countings()).toHaveLength(2);
    clock.advance(60_000);
    await vote(cid, seq, 2);
    expect(await count()).toEqual([0]);
  });

  it('are counted also where the one whose turn it was had no answer', async () => {
    const { ann, bob, cid, clock, work, ask, vote, countings, count, counts } = await held();
    const { seq } = (await ask(ann)).body;
    work.fails = true;
    expect((await vote(bob, seq, 0)).status).toBe(500);
    work.fails = false;
    // another voter leaves it to the first, who repeats the vote
    expect((await vote(cid, seq, 0)).status).toBe(200);
    expect(countings()).toHaveLength(0);
    expect((await vote(bob, seq, 0)).status).toBe(200);
    await count();
    expect(await counts(ann, seq)).toEqual([2, 0, 0]);
    // and where the first never comes back, the next one does it later
    work.fails = true;
    expect((await vote(bob, seq, 1)).status).toBe(500);
    work.fails = false;
    clock.advance(15_000);
    await vote(cid, seq, 2);
    await count();
    expect(await counts(ann, seq)).toEqual([0, 1, 1]);
  });
});
