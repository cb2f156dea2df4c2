import * as z from 'zod';
import { bearerSubprotocolPrefix, limits, subprotocol } from './common.ts';
import { ackFrame, clientFrame, errorFrame } from './frame.ts';
import { clientFrames, serverEvents, type ClientFrameType, type ServerEventType } from './frames.ts';
import { eventExamples, frameExamples } from './examples.ts';
import { jsonSchemas, type JsonObject } from './json-schema.ts';

const messageRef = (id: string) => ({ $ref: `#/channels/socket/messages/${id}` });
/** AsyncAPI's keys have no colons: `message:send` becomes `message.send`. */
const keyOf = (kind: 'frame' | 'ack' | 'event', type: string) => `${kind}.${type.replaceAll(':', '.')}`;

const exampleId = 'c1';
const typeOf = (type: string) => z.literal(type).describe('The type of the frame.');
/** A schema of a frame's content with a description: its own where it has one. */
const described = (schema: z.ZodType, description: string) =>
  schema.description === undefined ? schema.describe(description) : schema;

function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][];
}

/** The `servers` of the document: `serverUrl` is the socket's address (`wss://…/ws`). */
export function asyncApiServers(serverUrl: string): JsonObject {
  const { protocol, host, pathname } = new URL(serverUrl);
  return {
    gateway: {
      host,
      pathname,
      protocol: protocol.replace(':', ''),
      security: [
        { $ref: '#/components/securitySchemes/bearerSubprotocol' },
        { $ref: '#/components/securitySchemes/accessToken' },
      ],
    },
  };
}

/**
 * The WebSocket contract as an AsyncAPI 3.0 document, from the server's point of view: it receives what clients send.
 * `serverUrl` is the socket's address (`wss://…/ws`).
 */
export function asyncApiDocument({
  serverUrl = 'ws://localhost:3000/ws',
}: { serverUrl?: string } = {}): JsonObject {
  const { convert, components } = jsonSchemas('draft-07');
  const messages: JsonObject = {};
  const operations: JsonObject = {};
  const channel = { $ref: '#/channels/socket' };

  function addMessage(id: string, name: string, summary: string, payload: z.ZodType, example: object) {
    messages[id] = { name, summary, payload: convert(payload), examples: [{ payload: example }] };
  }

  addMessage('error', 'error', 'A frame failed, or could not be read (then without `id`).', errorFrame, {
    type: 'error',
    id: exampleId,
    error: { code: 'conversation_not_found', message: 'Conversation not found.' },
  });
  for (const [type, { summary, data, ack }] of entriesOf<
    ClientFrameType,
    (typeof clientFrames)[ClientFrameType]
  >(clientFrames)) {
    const frameKey = keyOf('frame', type);
    const ackKey = keyOf('ack', type);
    const example = frameExamples[type];
    addMessage(
      frameKey,
      type,
      summary,
      clientFrame.extend({ type: typeOf(type), data: described(data, 'The content of the frame.') }),
      { type, id: exampleId, data: example.data },
    );
    addMessage(
      ackKey,
      'ack',
      `The \`${type}\` frame with this \`id\` succeeded.`,
      ackFrame.extend({ data: described(ack, 'The result.') }),
      { type: 'ack', id: exampleId, data: example.ack },
    );
    operations[frameKey] = {
      action: 'receive',
      channel,
      summary,
      messages: [messageRef(frameKey)],
      reply: { channel, messages: [messageRef(ackKey), messageRef('error')] },
    };
  }
  for (const [type, { summary, data }] of entriesOf<ServerEventType, (typeof serverEvents)[ServerEventType]>(
    serverEvents,
  )) {
    const key = keyOf('event', type);
    addMessage(
      key,
      type,
      summary,
      z.object({ type: typeOf(type), data: described(data, 'The content of the event.') }),
      { type, data: eventExamples[type] },
    );
    operations[key] = { action: 'send', channel, summary, messages: [messageRef(key)] };
  }

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'ChatFlow',
      version: '1.0.0',
      description: 'The WebSocket API. Sign-in, history and everything else go over HTTP: see openapi.json.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: asyncApiServers(serverUrl),
    channels: {
      socket: {
        address: '/',
        description:
          `Frames are JSON text of at most ${limits.frameBytes} bytes. A frame with an \`id\` gets exactly one ack or ` +
          `error. Events are pushed at most once and may arrive out of order: sort them by \`seq\`. A user may have ` +
          `${limits.socketsPerUser} open connections; beyond that the oldest is closed.`,
        messages: Object.fromEntries(
          Object.keys(messages).map((id) => [id, { $ref: `#/components/messages/${id}` }]),
        ),
        bindings: {
          ws: {
            method: 'GET',
            headers: {
              type: 'object',
              properties: {
                'Sec-WebSocket-Protocol': {
                  type: 'string',
                  description: `\`${subprotocol}\`, which the server selects; in a browser, together with the access token: \`${subprotocol}, ${bearerSubprotocolPrefix}<token>\`.`,
                },
                Authorization: {
                  type: 'string',
                  description: 'For clients that can set headers: `Bearer <token>`.',
                },
              },
            },
            bindingVersion: '0.1.0',
          },
        },
      },
    },
    operations,
    components: {
      messages,
      schemas: components,
      securitySchemes: {
        bearerSubprotocol: {
          type: 'httpApiKey',
          in: 'header',
          name: 'Sec-WebSocket-Protocol',
          description: `The access token after \`${bearerSubprotocolPrefix}\`, as a second subprotocol.`,
        },
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}
