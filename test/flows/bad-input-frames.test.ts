import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientFrames,
  errorFrame,
  type AckData,
  type ErrorCode,
  type MessagePage,
} from '../../shared/protocol/index.ts';
import { anyText } from '../support/any-text.ts';
import { badIds, badTexts, goodTexts, loneSurrogate, nested } from '../support/backend/bad-input.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { FaultyTables } from '../support/faults/faulty-tables.ts';
import { startBackend } from '../support/backend/runtime.ts';
import type { Frame } from '../support/backend/test-socket.ts';

type Ack = AckData<'message:send'>;

/** Ann's socket and her conversation with Bob, and Carol who is in none. */
async function start() {
  const tables = new FaultyTables();
  const backend = await startBackend(withoutFollowUps(tables.wrapPorts));
  const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
  const carol = await backend.person('carol');
  const { id: conversationId } = await backend.conversation(ann, [bob]);
  const socket = await backend.socket(ann);

  /** The error that this very text is answered with, after which the socket is as good as before. */
  async function refused(
    text: string | Buffer,
    code: ErrorCode,
    fields: string[] = [],
    label = String(text),
  ) {
    const [seen, written] = [socket.frames.length, tables.writes];
    socket.send(text);
    // its answer is the first frame, then comes the one of this ping
    const answer = await nextFrame(seen);
    expect
      .soft(told(answer), label.slice(0, 200))
      .toEqual({ type: 'error', code, fields: [...fields].sort() });
    expect.soft(errorFrame.safeParse(answer).error?.message, label.slice(0, 200)).toBeUndefined();
    expect.soft(tables.writes, label.slice(0, 200)).toBe(written);
    expect((await socket.request('ping')).type).toBe('ack');
    expect(socket.frames).toHaveLength(seen + 2);
    return answer;
  }

  const nextFrame = async (seen: number): Promise<Frame> => {
    await socket.wait(() => socket.frames.length > seen);
    const frame = socket.frames[seen];
    if (!frame) throw new Error('no frame arrived');
    return frame;
  };

  const texts = async () => {
    const path = `/v1/conversations/${conversationId}/messages`;
    const { body } = await backend.call<MessagePage>('GET', path, { token: ann.token });
    return body.items.map(({ text }) => text);
  };
  const frame = (type: string, data?: unknown) => JSON.stringify({ type, id: 'f1', data });
  const message = { conversationId, clientId: 'c1', text: 'hello' };
  return { backend, ann, bob, carol, conversationId, socket, refused, texts, frame, message, nextFrame };
}

function told({ type, error }: Frame) {
  return { type, code: error?.code, fields: (error?.errors ?? []).map(({ path }) => path).sort() };
}

describe('a frame', () => {
  it('that is not a JSON object gets an error, and the socket stays open', async () => {
    const { refused } = await start();
    const texts = ['', ' ', '{', 'hello', '{"type":"ping",}', '\ufeff{}', '\0', nested(16_000)];
    for (const text of [...texts, 'null', '5', 'true', '"ping"', '[]', '[{"type":"ping"}]']) {
      await refused(text, 'invalid_json');
    }
    await refused(Buffer.from([0xff, 0xfe, 0x00]), 'invalid_json');
    await refused(Buffer.alloc(0), 'invalid_json');
  });

  it('may come as a binary message', async () => {
    const { socket } = await start();
    socket.send(Buffer.from('{"type":"ping","id":"bytes"}'));
    expect((await socket.wait(({ id }) => id === 'bytes')).type).toBe('ack');
  });

  it('above 32 KiB is refused, and above 128 KiB closes the socket', async () => {
    const { socket, refused } = await start();
    const padded = (bytes: number) => '{"type":"ping","id":"big"}'.padEnd(bytes, ' ');
    socket.send(padded(32 * 1024));
    expect((await socket.wait(({ id }) => id === 'big')).type).toBe('ack');
    await refused(padded(32 * 1024 + 1), 'payload_too_large');
    await refused(Buffer.from(padded(32 * 1024 + 1)), 'payload_too_large');
    await refused(JSON.stringify({ type: 'ping', text: '€'.repeat(11_000) }), 'payload_too_large');
    await refused(nested(60_000), 'payload_too_large');
    await refused(padded(128 * 1024), 'payload_too_large');
    socket.send(padded(128 * 1024 + 1));
    expect((await socket.closed).code).toBe(1009);
  });

  it('with needless escapes is accepted up to 32 KiB as sent; above, the refusal carries its id', async () => {
    const { socket, texts, frame, message } = await start();
    const escaped = (text: string) =>
      frame('message:send', { ...message, text: '@' }).replace(
        '@',
        [...text].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      );
    const around = escaped('').length;
    const [fits, tooLong] = ['é'.repeat(Math.floor((32 * 1024 - around) / 6)), 'é'.repeat(8000)];
    socket.send(escaped(fits));
    expect((await socket.wait(({ id }) => id === 'f1')).type).toBe('ack');
    const seen = socket.frames.length;
    socket.send(escaped(tooLong));
    await socket.wait(() => socket.frames.length > seen);
    expect(socket.frames.at(-1)).toMatchObject({
      type: 'error',
      id: 'f1',
      error: { code: 'payload_too_large' },
    });
    expect(await texts()).toEqual([fits]);
    // the same text as UTF-8 fits
    const ack = await socket.request<Ack>('message:send', { ...message, clientId: 'c2', text: tooLong });
    expect(ack.type).toBe('ack');
  });

  it('that is malformed gets exactly one answer, with its id if that is a string of 1 to 128 characters', async () => {
    const { socket } = await start();
    const long = 'x'.repeat(128);
    const padding = 'x'.repeat(40_000);
    const odd: [text: string, id: string | undefined, code: ErrorCode | 'ack'][] = [
      ['{"type":"ping","id":"a"}', 'a', 'ack'],
      [`{"type":"ping","id":"${long}"}`, long, 'ack'],
      [`{"type":"ping","id":"${'😀'.repeat(128)}"}`, '😀'.repeat(128), 'ack'],
      ['{"type":"ping","id":"\\ud800"}', '\ud800', 'ack'],
      ['{"type":"ping","id":" \\u0000\\n"}', ' \0\n', 'ack'],
      ['{"type":"ping","id":"first","id":"last"}', 'last', 'ack'],
      ['{"id":"a","type":"nothing","type":"ping"}', 'a', 'ack'],
      ['{"type":"nothing","id":"a"}', 'a', 'unknown_frame'],
      ['{"type":null,"id":"a"}', 'a', 'validation_failed'],
      ['{"id":"a"}', 'a', 'validation_failed'],
      ['{"type":"ping","id":"a","data":[]}', 'a', 'validation_failed'],
      ['{"type":"ping","id":"a","data":[[null,{"a":[null]}]]}', 'a', 'validation_failed'],
      ['{"type":"message:send","id":"a","data":"text"}', 'a', 'validation_failed'],
      ['{"type":"typing","id":"a","data":{"conversationId":null,"typing":null}}', 'a', 'validation_failed'],
      [
        '{"type":"typing","id":"a","data":{"conversationId":"x","typing":true}}',
        'a',
        'conversation_not_found',
      ],
      [`{"type":"typing","id":"a","data":${nested(15_000)}}`, 'a', 'validation_failed'],
      [`{"type":"ping","id":"a","data":{"pad":"${padding}"}}`, 'a', 'payload_too_large'],
      [`{"pad":"${padding}","id":"a"}`, 'a', 'payload_too_large'],
      [`{"id":"a","data":${nested(60_000)}}`, 'a', 'payload_too_large'],
      [`{"type":"ping","id":"${long}x"}`, undefined, 'validation_failed'],
      ['{"type":"ping","id":""}', undefined, 'validation_failed'],
      ['{"type":"ping","id":1}', undefined, 'validation_failed'],
      ['{"type":"ping","id":null}', undefined, 'validation_failed'],
      ['{"type":"ping","id":["a"]}', undefined, 'validation_failed'],
      ['{"type":"ping","id":"a","id":1}', undefined, 'validation_failed'],
      ['{"type":"ping","__proto__":{"id":"a"}}', undefined, 'validation_failed'],
      [`{"type":"ping","id":1,"data":"${padding}"}`, undefined, 'payload_too_large'],
      [`{"type":"ping","id":"a","data":"${padding}`, undefined, 'payload_too_large'],
      ['[{"type":"ping","id":"a"}]', undefined, 'invalid_json'],
    ];
    for (const [text, id, code] of odd) {
      const seen = socket.frames.length;
      socket.send(text);
      await socket.wait(() => socket.frames.length > seen);
      // whatever else it led to would have come before the answer to this
      expect((await socket.request('ping')).type).toBe('ack');
      const answers = socket.frames.slice(seen, -1);
      const told = answers.map((answer) => [answer.id, answer.error?.code ?? answer.type]);
      expect.soft(told, text.slice(0, 100)).toEqual([[id, code]]);
    }
  });

  it('that is not UTF-8 is refused', async () => {
    const { refused } = await start();
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      const text = Buffer.concat([
        Buffer.from('{"type":"nothing","id":"'),
        Buffer.from(bytes),
        Buffer.from('"}'),
      ]);
      await refused(text, 'invalid_json');
    }
  });

  it('with bad and unknown members is refused, naming each, with its id where it has one', async () => {
    const { refused } = await start();
    const named = async (frame: object | string, fields: string[], id?: string) => {
      const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
      expect.soft((await refused(text, 'validation_failed', fields)).id, text).toBe(id);
    };
    await named({}, ['type']);
    await named({ id: 'a' }, ['type'], 'a');
    await named({ type: 5, id: 'a' }, ['type'], 'a');
    await named({ type: '', id: 'a' }, ['type'], 'a');
    await named({ type: 'x'.repeat(65), id: 'a' }, ['type'], 'a');
    await named({ type: 'ping', id: 5 }, ['id']);
    await named({ type: 'ping', id: null }, ['id']);
    await named({ type: 'ping', id: { toString: 'x' } }, ['id']);
    await named({ type: 'ping', id: 'a', token: 'x', sender: 'y' }, ['token', 'sender'], 'a');
    await named('{"type":"ping","id":"a","__proto__":{"type":"x"}}', ['__proto__'], 'a');
    await named('{"type":"ping","id":"a","constructor":1}', ['constructor'], 'a');
    await named('{"__proto__":{"type":"ping"},"id":"a"}', ['__proto__', 'type'], 'a');
  });

  it('of an unknown type is refused as unknown_frame', async () => {
    const { refused } = await start();
    const types = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'ack', 'message:new'];
    for (const type of [...types, 'PING', 'ping ', '\0', loneSurrogate, 'message:send\n']) {
      const answer = await refused(JSON.stringify({ type, id: 'a' }), 'unknown_frame', []);
      expect.soft(answer.id, type).toBe('a');
    }
  });

  it('without an id is carried out, and answered only if it is bad', async () => {
    const { socket, refused, texts, message } = await start();
    socket.send({ type: 'message:send', data: message });
    socket.send({ type: 'ping' });
    await socket.request('ping');
    // nothing says when a frame without an id is done
    await expect.poll(texts).toEqual(['hello']);
    expect(socket.frames).toHaveLength(1);
    expect((await refused('{"type":"nothing"}', 'unknown_frame')).id).toBeUndefined();
  });

  it('with thousands of bad fields gets an answer that names 100, so that it fits into a message', async () => {
    const { socket } = await start();
    const data = Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [n.toString(36), 1]));
    const answer = await socket.request('ping', data);
    expect(answer.error?.errors).toHaveLength(100);
    const long = await socket.request('ping', { ['x'.repeat(32_000)]: 1 });
    for (const { length } of [JSON.stringify(answer), JSON.stringify(long)])
      expect(length).toBeLessThan(128 * 1024);
  });
});

describe('data', () => {
  it('is refused with every wrong, missing and unknown field named', async () => {
    const { refused, texts, frame, message } = await start();
    const receipt = { conversationId: message.conversationId, seq: 1 };
    const all = ['data.conversationId', 'data.clientId', 'data.text'];
    const cases: [string, unknown, string[]][] = [
      ['message:send', undefined, ['data']],
      ['message:send', null, ['data']],
      ['message:send', 'hello', ['data']],
      ['message:send', [message], ['data']],
      ['message:send', {}, all],
      ['message:send', { conversationId: 1, clientId: {}, text: null }, all],
      ['message:send', { ...message, sender: 'x', seq: 5 }, ['data.sender', 'data.seq']],
      ['message:send', { ...message, clientId: undefined }, ['data.clientId']],
      ['message:send', { ...message, clientId: '' }, ['data.clientId']],
      ['message:send', { ...message, clientId: 'é' }, ['data.clientId']],
      ['message:send', { ...message, clientId: 'x'.repeat(129) }, ['data.clientId']],
      ['message:send', { ...message, conversationId: '' }, ['data.conversationId']],
      ['message:send', { ...message, conversationId: 'x'.repeat(129) }, ['data.conversationId']],
      ['message:send', { ...message, attachments: ['x', 'x'] }, ['data.attachments']],
      ['message:send', { ...message, text: ' ', attachments: [] }, ['data.text']],
      ['message:send', { ...message, attachments: {} }, ['data.attachments']],
      ['message:send', { ...message, replyTo: 5 }, ['data.replyTo']],
      ['receipt:read', {}, ['data.conversationId', 'data.seq']],
      ['receipt:read', { ...receipt, seq: '1' }, ['data.seq']],
      ['receipt:read', { ...receipt, seq: -1 }, ['data.seq']],
      ['receipt:delivered', { ...receipt, seq: 0.5 }, ['data.seq']],
      ['receipt:delivered', { ...receipt, userId: 'x' }, ['data.userId']],
      ['typing', undefined, ['data']],
      ['typing', {}, ['data.conversationId', 'data.typing']],
      [
        'typing',
        { conversationId: 5, typing: 'true', userId: 'x' },
        ['data.conversationId', 'data.typing', 'data.userId'],
      ],
      ['presence:watch', undefined, ['data']],
      ['presence:watch', {}, ['data.userIds']],
      ['presence:watch', { userIds: 'usr_1' }, ['data.userIds']],
      ['presence:watch', { userIds: Array(201).fill('usr_1') }, ['data.userIds']],
      [
        'presence:watch',
        { userIds: ['usr_1', '', 'x'.repeat(129), 5, null] },
        ['data.userIds.1', 'data.userIds.2', 'data.userIds.3', 'data.userIds.4'],
      ],
      ['sync', null, ['data']],
      ['sync', { cursor: 5 }, ['data.cursor']],
      ['sync', { cursor: '' }, ['data.cursor']],
      ['sync', { cursor: 'x'.repeat(4097), limit: 5 }, ['data.cursor', 'data.limit']],
      ['ping', null, ['data']],
      ['ping', 5, ['data']],
      ['ping', { a: 1, b: { c: 2 } }, ['data.a', 'data.b']],
    ];
    for (const [type, data, fields] of cases) await refused(frame(type, data), 'validation_failed', fields);

    const own = JSON.stringify(message).slice(0, -1);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const text = `{"type":"message:send","id":"a","data":${own},"${name}":{"text":"x"}}}`;
      await refused(text, 'validation_failed', [`data.${name}`]);
    }
    await refused(frame('sync', { cursor: 'x' }), 'invalid_cursor');
    const deep = `{"type":"message:send","id":"a","data":${own},"text":${nested(15_000)}}}`;
    await refused(deep, 'validation_failed', ['data.text']);
    expect(await texts()).toEqual([]);
  });

  it('texts are accepted up to their limits, and refused above', async () => {
    const { socket, refused, texts, frame, message } = await start();
    for (const [what, text] of Object.entries(badTexts)) {
      await refused(frame('message:send', { ...message, text }), 'validation_failed', ['data.text'], what);
    }
    for (const [index, [what, text]] of Object.entries(goodTexts).entries()) {
      const ack = await socket.request<Ack>('message:send', { ...message, clientId: `good-${index}`, text });
      expect.soft(ack.type, what).toBe('ack');
    }
    expect(await texts()).toEqual(Object.values(goodTexts));
  });

  it("ids of missing conversations, of those of others and of other conversations' messages are refused", async () => {
    const { backend, ann, bob, carol, socket, refused, frame, message } = await start();
    const { id: ofOthers } = await backend.conversation(bob, [carol]);
    const { id: elsewhere } = await backend.conversation(ann, [carol]);
    const ids = {
      ...badIds,
      'of others': ofOthers,
      'of a user': bob.user.id,
    };
    for (const [what, conversationId] of Object.entries(ids)) {
      await refused(
        frame('message:send', { ...message, conversationId }),
        'conversation_not_found',
        [],
        what,
      );
      for (const type of ['receipt:delivered', 'receipt:read']) {
        await refused(
          frame(type, { conversationId, seq: 1 }),
          'conversation_not_found',
          [],
          `${type} ${what}`,
        );
      }
      await refused(
        frame('typing', { conversationId, typing: true }),
        'conversation_not_found',
        [],
        `typing ${what}`,
      );
    }
    const other = await socket.request<Ack>('message:send', { ...message, conversationId: elsewhere });
    for (const replyTo of [other.data?.id, 'x', bob.user.id, '\0']) {
      await refused(frame('message:send', { ...message, clientId: 'c2', replyTo }), 'message_not_found');
    }
    // no other member heard of any of it
    const carols = await backend.socket(carol);
    for (const type of ['message:new', 'typing', 'receipt'])
      expect(await carols.eventsSoFar(type)).toEqual([]);
  });

  it('half a surrogate pair in an id is the sender’s fault on every database', async () => {
    const { socket } = await start();
    const conversationId = `cnv_${loneSurrogate}`;
    for (const [type, data] of [
      ['message:send', { conversationId, clientId: 'c1', text: 'hello' }],
      ['receipt:read', { conversationId, seq: 1 }],
      ['typing', { conversationId, typing: true }],
      ['presence:watch', { userIds: [conversationId] }],
    ] as const) {
      const { error } = await socket.request(type, data);
      expect(['conversation_not_found', 'validation_failed']).toContain(error?.code);
    }
  });

  it('a receipt moves no watermark beyond the newest message', async () => {
    const { backend, bob, conversationId, socket } = await start();
    await socket.request('message:send', { conversationId, clientId: 'c1', text: 'hello' });
    const bobs = await backend.socket(bob);
    const seq = Number.MAX_SAFE_INTEGER;
    expect((await bobs.request('receipt:read', { conversationId, seq })).type).toBe('ack');
    expect(await socket.events('receipt', 1)).toMatchObject([{ readSeq: 1, deliveredSeq: 1 }]);
  });
});

describe('any frame of JSON', () => {
  it('gets one answer in the form of the contract, and the socket stays open', async () => {
    const { backend, ann, bob, conversationId, socket } = await start();
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      anyText({ maxLength: 200 }),
      fc.constantFrom(loneSurrogate, '__proto__', conversationId, bob.user.id, 1e308, -1, 2 ** 53),
    );
    const type = fc.oneof(fc.constantFrom(...Object.keys(clientFrames), '__proto__'), value);
    const field = fc.constantFrom(
      'conversationId',
      'clientId',
      'text',
      'replyTo',
      'attachments',
      'seq',
      'typing',
      'userIds',
      'cursor',
      '__proto__',
    );
    const data = fc.oneof(
      value,
      fc.array(fc.tuple(field, value)).map((pairs): unknown => Object.fromEntries(pairs)),
      fc.record({ conversationId: fc.constant(conversationId), clientId: fc.uuid(), text: value }),
      fc.record({ conversationId: fc.constant(conversationId), seq: value }),
      fc.record({ conversationId: fc.constant(conversationId), typing: fc.boolean() }),
      fc.record({ userIds: fc.array(fc.oneof(value, anyText({ minLength: 1 }))) }),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(type, data, async (type, data) => {
        const id = `fuzz-${++count}`;
        const answer = socket.wait((frame) => frame.id === id);
        socket.send({ type, id, data });
        const { error } = await answer;
        expect(['internal_error', 'service_unavailable']).not.toContain(error?.code);
        if (error) expect(errorFrame.safeParse(await answer).success).toBe(true);
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), anyText()), async (text) => {
        const seen = socket.frames.length;
        socket.send(text);
        expect((await socket.request('ping')).type).toBe('ack');
        const [answer] = socket.frames.slice(seen);
        expect(answer?.type === 'error' ? answer.error?.code : 'no error').not.toBe('internal_error');
      }),
      { numRuns: 200 },
    );
    const answers = socket.frames.filter(({ id }) => id?.startsWith('fuzz-'));
    expect(answers).toHaveLength(count);
    expect((await backend.call('GET', '/v1/health')).status).toBe(200);
    expect((await backend.call('GET', '/v1/users/me', { token: ann.token })).status).toBe(200);
  });
});
