import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { asyncApiDocument } from '../../../shared/protocol/asyncapi.ts';
import { eventExamples, frameExamples } from '../../../shared/protocol/examples.ts';
import {
  ackFrame,
  clientFrames,
  errorFrame,
  serverEvents,
  type ClientFrameType,
  type ServerEventType,
} from '../../../shared/protocol/index.ts';
import { refsOf, refTo, resolveRef } from '../../support/json-pointer.ts';
import { propertiesWithoutDescription, schemasWithoutBound } from '../../support/schema-walk.ts';

const document = asyncApiDocument();
const at = (...names: string[]) => resolveRef(document, refTo(...names));

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'asyncapi');
function accepts(message: string, value: unknown): boolean {
  return ajv.compile({ $ref: `asyncapi${refTo('components', 'messages', message, 'payload')}` })(value);
}
const keys = (kind: string, types: object) =>
  Object.keys(types).map((type) => `${kind}.${type.replace(':', '.')}`);

test('the document is valid AsyncAPI 3.0', () => {
  // the specification's schema brings draft 7's own schema along
  const specification = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
  formats.default(specification);
  const validate = specification.compile(asyncApiSchema);
  validate(document);
  expect(validate.errors).toBeNull();
  expect(validate({ ...document, asyncapi: '2.6.0' })).toBe(false);
});

test('the document has every frame, ack, event and the error, and nothing else', () => {
  const expected = [
    ...keys('frame', clientFrames),
    ...keys('ack', clientFrames),
    ...keys('event', serverEvents),
    'error',
  ].sort();
  expect(Object.keys(at('components', 'messages') as object).sort()).toEqual(expected);
  expect(Object.keys(at('channels', 'socket', 'messages') as object).sort()).toEqual(expected);
  expect(Object.keys(at('operations') as object).sort()).toEqual(
    [...keys('frame', clientFrames), ...keys('event', serverEvents)].sort(),
  );
});

test('the server receives frames and replies with the ack or an error; it sends events', () => {
  for (const type of Object.keys(clientFrames)) {
    const key = type.replace(':', '.');
    expect(at('operations', `frame.${key}`)).toMatchObject({
      action: 'receive',
      messages: [{ $ref: `#/channels/socket/messages/frame.${key}` }],
      reply: {
        messages: [
          { $ref: `#/channels/socket/messages/ack.${key}` },
          { $ref: '#/channels/socket/messages/error' },
        ],
      },
    });
    expect(at('components', 'messages', `frame.${key}`, 'name')).toBe(type);
  }
  for (const type of Object.keys(serverEvents)) {
    expect(at('operations', `event.${type.replace(':', '.')}`, 'action')).toBe('send');
  }
});

test('every reference resolves', () => {
  const refs = refsOf(document);
  expect(refs).toContain('#/components/schemas/Message');
  expect(refs.filter((ref) => resolveRef(document, ref) === undefined)).toEqual([]);
});

describe('payload schemas', () => {
  test('accept a frame, and refuse a malformed one', () => {
    const frame = {
      type: 'message:send',
      id: 'c1',
      data: { conversationId: 'con_1', clientId: 'x', text: 'Hi' },
    };
    expect(accepts('frame.message.send', frame)).toBe(true);
    expect(accepts('frame.message.send', { ...frame, type: 'message:sent' })).toBe(false);
    expect(
      accepts('frame.message.send', { ...frame, data: { conversationId: 'con_1', clientId: 'x' } }),
    ).toBe(false);
    expect(accepts('frame.ping', { type: 'ping' })).toBe(true);
  });

  test('accept an ack, and refuse a malformed one', () => {
    const data = { id: 'msg_1', seq: 1, createdAt: '2026-11-20T09:00:00.000Z', duplicate: false };
    expect(accepts('ack.message.send', { type: 'ack', id: 'c1', data })).toBe(true);
    expect(accepts('ack.message.send', { type: 'ack', data })).toBe(false);
    expect(accepts('ack.message.send', { type: 'ack', id: 'c1', data: { ...data, createdAt: 'now' } })).toBe(
      false,
    );
  });

  test('accept an error, also with an unknown code, and refuse a malformed one', () => {
    const error = { code: 'validation_failed', message: 'm', errors: [{ path: 'data.text', message: 'm' }] };
    expect(accepts('error', { type: 'error', id: 'c1', error })).toBe(true);
    expect(accepts('error', { type: 'error', error })).toBe(true);
    expect(accepts('error', { type: 'error', error: { ...error, code: 'a_later_code' } })).toBe(true);
    expect(accepts('error', { type: 'error', error: { ...error, code: 404 } })).toBe(false);
  });

  test.each(Object.entries(eventExamples))(
    'accept the event %s, and refuse it without data',
    (type, data) => {
      const key = `event.${type.replace(':', '.')}`;
      expect(serverEvents[type as ServerEventType].data.safeParse(data).error).toBeUndefined();
      expect(accepts(key, { type, data })).toBe(true);
      expect(accepts(key, { type, data: {} })).toBe(false);
    },
  );
});

test('every message has a valid example', () => {
  const messages = at('components', 'messages') as Record<string, { examples: { payload: object }[] }>;
  for (const [key, { examples }] of Object.entries(messages)) {
    expect(examples, key).toHaveLength(1);
    for (const { payload } of examples) expect(accepts(key, payload), key).toBe(true);
  }
  for (const [type, { data, ack }] of Object.entries(clientFrames)) {
    const example = frameExamples[type as ClientFrameType];
    expect(data.safeParse(example.data).error, type).toBeUndefined();
    expect(ack.safeParse(example.ack).error, type).toBeUndefined();
    expect(ackFrame.safeParse({ type: 'ack', id: 'c1', data: example.ack }).success).toBe(true);
  }
  expect(errorFrame.safeParse(messages['error']?.examples[0]?.payload).error).toBeUndefined();
});

test('every property has a description', () => {
  expect(propertiesWithoutDescription(document)).toEqual([]);
});

test('every string, integer and list has a bound, except those with a reason', () => {
  const headers = 'channels/socket/bindings/ws/headers/properties';
  const unbounded = {
    'components/schemas/FieldError/properties/path': 'it may name a field that the frame made up',
    'components/schemas/FrameError/properties/message': 'it may repeat what the frame said',
    [`${headers}/Sec-WebSocket-Protocol`]: 'it holds a token, which is as long as its claims',
    [`${headers}/Authorization`]: 'as above',
  };
  expect(schemasWithoutBound(document).sort()).toEqual(Object.keys(unbounded).sort());
});

test('the address of the server can be given', () => {
  expect(at('servers', 'gateway')).toMatchObject({ host: 'localhost:3000', pathname: '/ws', protocol: 'ws' });
  expect(asyncApiDocument({ serverUrl: 'wss://chat.example.org/ws' })).toMatchObject({
    servers: { gateway: { host: 'chat.example.org', pathname: '/ws', protocol: 'wss' } },
  });
});
