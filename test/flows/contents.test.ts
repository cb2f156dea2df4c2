import { describe, expect, it } from 'vitest';
import type {
  ForwardReply,
  Message,
  MessagePage,
  SearchPage,
  SentReply,
} from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

const place = { latitude: 52.5037, longitude: -13.3315, accuracy: 12.5, label: 'Café Kranzler' };
const person = { name: 'Grace Hopper', phones: ['+1 (555) 0100'], emails: ['grace@example.org'] };
const poll = { question: 'When do we meet?', options: ['Monday', 'Tuesday'] };

async function talking() {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const path = `/v1/conversations/${id}/messages`;
  return {
    backend,
    ann,
    bob,
    id,
    path,
    send: ({ token }: Person, body: object) =>
      backend.call<SentReply>('POST', path, { token, body: { text: '', ...body } }),
    history: async ({ token }: Person) =>
      (await backend.call<MessagePage>('GET', path, { token })).body.items,
    search: async ({ token }: Person, q: string) =>
      (await backend.call<SearchPage>('GET', `/v1/conversations/search/all?q=${q}`, { token })).body.items,
  };
}

describe('a location or contact', () => {
  it('comes back as it was given, to all, and is stored sealed', async () => {
    const { backend, ann, bob, id, send, history } = await talking();
    const bobs = await backend.socket(bob);
    const sent = await send(ann, { location: place });
    const [where, who] = [
      { kind: 'location', text: 'Café Kranzler\n52.5037, -13.3315', location: place },
      { kind: 'contact', text: 'Grace Hopper\n+1 (555) 0100\ngrace@example.org', contact: person },
    ];
    expect(sent).toMatchObject({ status: 201, body: where });
    await send(ann, { contact: person });
    expect(await bobs.events('message:new', 2)).toMatchObject([where, who]);
    expect(await history(bob)).toMatchObject([where, who]);
    const { durable } = backend.runtime.app;
    for (const [seq, content] of [
      [1, 'location'],
      [2, 'contact'],
    ] as const) {
      const stored = await durable.get(keys.logEntry(id, seq));
      expect(stored).toMatchObject({ kind: 'text', content });
      expect(JSON.stringify(stored)).not.toMatch(/Kranzler|52\.5|Hopper|0100|grace/);
    }
  });

  it('of a user names one whom the sender can see', async () => {
    const { backend, ann, bob, send } = await talking();
    const contact = { name: 'Bob', userId: bob.user.id };
    expect((await send(ann, { contact })).body).toMatchObject({ contact });
    const unknown = await send(ann, { contact: { ...contact, userId: 'usr_x' } });
    expect(problem(unknown)).toMatchObject({ code: 'validation_failed', fields: ['contact.userId'] });
    const stranger = await backend.person('stranger');
    expect(problem(await send(stranger, { contact }))).toMatchObject({ code: 'conversation_not_found' });
  });
});

describe('what is no text', () => {
  it('is found by its words, quoted with its kind, and forwarded whole', async () => {
    const { backend, ann, bob, path, send, history, search } = await talking();
    const closesAt = new Date(Date.now() + 3_600_000).toISOString();
    const sent = await send(ann, { poll: { ...poll, closesAt } });
    await send(ann, { location: place });
    await send(ann, { contact: person });
    expect(await search(bob, 'tuesday')).toMatchObject([
      { message: { kind: 'poll', poll: { question: poll.question, closesAt } }, marks: [{ length: 7 }] },
    ]);
    expect(await search(bob, 'kranzler')).toMatchObject([{ message: { location: place } }]);
    expect(await search(bob, 'hopper')).toMatchObject([{ message: { contact: person } }]);
    await send(bob, { text: 'Monday!', replyTo: sent.body.id });
    expect((await history(ann)).at(-1)).toMatchObject({
      quote: { kind: 'poll', text: 'When do we meet?\nMonday\nTuesday' },
    });

    const cid = await backend.person('cid');
    const other = await backend.conversation(bob, [cid]);
    for (const seq of [1, 2, 3]) {
      const { body } = await backend.call<ForwardReply>('POST', `${path}/${seq}/forward`, {
        token: bob.token,
        body: { to: [{ conversationId: other.id, clientId: `f${seq}` }] },
      });
      expect(body.items).toMatchObject([{ sent: { seq } }]);
    }
    const { body } = await backend.call<MessagePage>('GET', `/v1/conversations/${other.id}/messages`, {
      token: cid.token,
    });
    expect(body.items).toMatchObject([
      { forwarded: {}, poll: { question: poll.question, voterCount: 0 } },
      { forwarded: {}, location: place },
      { forwarded: {}, contact: person },
    ]);
    expect(body.items[0]?.poll).not.toHaveProperty('closesAt');
  });

  it('is sent once under a clientId, whose content no other has', async () => {
    const { ann, send, history } = await talking();
    const clientId = 'c1';
    const zero = { latitude: -0, longitude: 0 };
    const first = await send(ann, { location: zero, clientId });
    const again = await send(ann, { location: zero, clientId, repeat: true });
    expect(again).toMatchObject({ status: 200, body: { ...first.body, location: { latitude: 0 } } });
    for (const body of [{ location: { ...zero, label: 'Null Island' } }, { poll }, { text: '0, 0' }]) {
      expect(problem(await send(ann, { ...body, clientId }))).toMatchObject({ code: 'client_id_conflict' });
    }
    expect(await history(ann)).toHaveLength(1);
  });

  it('leaves nothing of what it said when it is deleted', async () => {
    const { backend, ann, bob, path, send } = await talking();
    const { seq } = (await send(ann, { location: place })).body;
    await backend.call('DELETE', `${path}/${seq}`, { token: ann.token });
    const left = await backend.call<Message>('GET', `${path}/${seq}`, { token: bob.token });
    expect(left.body).toMatchObject({ kind: 'text', text: '' });
    expect(left.body).not.toHaveProperty('location');
  });

  it.each<[string, object, string]>([
    ['a poll with one option', { poll: { ...poll, options: ['Monday'] } }, 'poll.options'],
    [
      'a poll with 13 options',
      { poll: { ...poll, options: 'a b c d e f g h i j k l m'.split(' ') } },
      'poll.options',
    ],
    ['an option twice', { poll: { ...poll, options: ['Monday', 'Monday '] } }, 'poll.options'],
    ['a blank option', { poll: { ...poll, options: ['Monday', '\u200b '] } }, 'poll.options.1'],
    ['a long option', { poll: { ...poll, options: ['a', 'b'.repeat(101)] } }, 'poll.options.1'],
    ['a question of two lines', { poll: { ...poll, question: 'a\nb' } }, 'poll.question'],
    ['no question', { poll: { options: poll.options } }, 'poll.question'],
    ['a time that is none', { poll: { ...poll, closesAt: 'soon' } }, 'poll.closesAt'],
    ['a field that there is not', { poll: { ...poll, counts: [9, 9] } }, 'poll.counts'],
    ['a place off the earth', { location: { latitude: 90.1, longitude: 0 } }, 'location.latitude'],
    ['half a place', { location: { latitude: 1 } }, 'location.longitude'],
    ['a place in words', { location: { latitude: '1', longitude: '2' } }, 'location.latitude'],
    ['a contact whom one cannot reach', { contact: { name: 'Grace' } }, 'contact.phones'],
    ['a phone without digits', { contact: { name: 'Grace', phones: ['()'] } }, 'contact.phones.0'],
    ['a phone with letters', { contact: { name: 'Grace', phones: ['call 1'] } }, 'contact.phones.0'],
    ['an address that is none', { contact: { name: 'Grace', emails: ['grace'] } }, 'contact.emails.0'],
    ['a name of two lines', { contact: { ...person, name: 'a\nb' } }, 'contact.name'],
    ['two at once', { poll, location: place }, 'location'],
    ['a text beside it', { text: 'Here', location: place }, 'text'],
    ['a file beside it', { attachments: ['med_x'], location: place }, 'text'],
    ['nothing at all', {}, 'text'],
  ])('is refused with %s', async (_, body, path) => {
    const { ann, send, history } = await talking();
    expect(problem(await send(ann, body))).toMatchObject({
      code: 'validation_failed',
      fields: expect.arrayContaining([path]) as string[],
    });
    expect(await history(ann)).toEqual([]);
  });
});
