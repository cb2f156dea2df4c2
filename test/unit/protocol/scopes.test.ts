import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  clientFrames,
  eventScopes,
  frameScopes,
  jsonFor,
  missingScope,
  routes,
  routeScopes,
  scopeMeanings,
  scopeNames,
  serverEvents,
  type Needed,
  type Route,
} from '../../../shared/protocol/index.ts';

const taken = Object.entries<Route>(routes).filter(([, route]) => route.public !== true);
const rows: [string, Needed][] = [
  ...Object.entries<Needed>(routeScopes),
  ...Object.entries<Needed>(frameScopes),
  ...Object.entries<Needed>(eventScopes),
];

test('each route that takes a token, each frame and each event has a row, and nothing else has', () => {
  expect(Object.keys(routeScopes).sort()).toEqual(taken.map(([name]) => name).sort());
  expect(Object.keys(frameScopes).sort()).toEqual(Object.keys(clientFrames).sort());
  expect(Object.keys(eventScopes).sort()).toEqual(Object.keys(serverEvents).sort());
});

test('each scope opens something', () => {
  const used = new Set(rows.flatMap(([, needed]) => (typeof needed === 'string' ? [] : needed)));
  expect([...used].sort()).toEqual([...scopeNames].sort());
  expect(scopeNames).toEqual(Object.keys(scopeMeanings));
});

test('accounts, sessions, bots, notifications and what takes an owner are not for bots', () => {
  for (const [name, { tag }] of taken) {
    if (['auth', 'bots', 'notifications'].includes(tag)) {
      expect(routeScopes[name as keyof typeof routeScopes], name).toBe('never');
    }
  }
  expect([routeScopes.deleteGroup, routeScopes.transferGroup]).toEqual(['never', 'never']);
});

test('what changes something is not opened by a scope that reads', () => {
  const reading = scopeNames.filter((name) => name.endsWith(':read'));
  // one's own marks
  const marks = ['markDelivered', 'markRead', 'updateThread'];
  for (const [name, { method }] of taken) {
    const needed: Needed = routeScopes[name as keyof typeof routeScopes];
    if (method === 'GET' || typeof needed === 'string' || marks.includes(name)) continue;
    expect(
      needed.every((scope) => reading.includes(scope)),
      name,
    ).toBe(false);
  }
});

/** Whether a message of the log stands anywhere in what a schema describes, apart from the newest one of a conversation. */
function holdsMessage(schema: z.ZodType): boolean {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
  }) as { $defs?: Record<string, unknown>; id?: string };
  const seen = new Set<string>();
  const visit = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.some(visit);
    if (typeof node !== 'object' || node === null) return false;
    const { $ref, id } = node as { $ref?: unknown; id?: unknown };
    if (id === 'Message') return true;
    if (typeof $ref === 'string') {
      const name = $ref.replace('#/$defs/', '');
      if (name === 'Message') return true;
      if (seen.has(name)) return false;
      seen.add(name);
      return visit($defs[name]);
    }
    return Object.entries(node).some(([key, value]) => key !== 'lastMessage' && visit(value));
  };
  return visit(root);
}

describe('messages', () => {
  /** What is answered with a message that the bot wrote itself. */
  const own = ['editMessage', 'removePreview', 'closeStream'];
  const ownFrames = ['message:edit', 'message:delete', 'message:close'];
  const reads = (needed: Needed) => needed === 'never' || needed.includes('messages:read');

  test('are in no reply, ack or event that a token without messages:read gets', () => {
    const routesWith = taken.filter(([, { replies }]) =>
      Object.values(replies).some((reply) => reply !== null && holdsMessage(reply)),
    );
    const open = routesWith
      .filter(([name]) => !reads(routeScopes[name as keyof typeof routeScopes]))
      .map(([name]) => name);
    expect(open.sort()).toEqual(own.sort());
    const frames = Object.entries(clientFrames).filter(([, { ack }]) => holdsMessage(ack));
    const openFrames = frames
      .filter(([type]) => !reads(frameScopes[type as keyof typeof frameScopes]))
      .map(([type]) => type);
    expect(openFrames.sort()).toEqual(ownFrames.sort());
    const events = Object.entries(serverEvents).filter(([, { data }]) => holdsMessage(data));
    expect(events.length).toBeGreaterThan(3);
    expect(events.filter(([type]) => !reads(eventScopes[type as keyof typeof eventScopes]))).toEqual([]);
  });

  test('are taken out of conversations and own replies for a token without messages:read, and for no one else', () => {
    const reply = { id: 'msg_2', text: 'Mine', quote: { text: 'What another one said' } };
    expect(JSON.parse(jsonFor(undefined, reply))).toEqual(reply);
    expect(JSON.parse(jsonFor(['messages:write'], reply))).toEqual({ id: 'msg_2', text: 'Mine' });
    const content = { items: [{ id: 'cnv_1', lastMessage: { text: 'Hello' } }], nextCursor: null };
    for (const scopes of [undefined, ['messages:read']]) {
      expect(JSON.parse(jsonFor(scopes, content))).toEqual(content);
    }
    expect(JSON.parse(jsonFor(['conversations:read'], content))).toEqual({
      items: [{ id: 'cnv_1', lastMessage: null }],
      nextCursor: null,
    });
  });
});

test('what is missing is the first scope that is not there; people lack none', () => {
  const both = ['messages:read', 'messages:write'] as const;
  expect(missingScope(both, undefined)).toBeUndefined();
  expect(missingScope('never', undefined)).toBeUndefined();
  expect(missingScope('nothing', [])).toBeUndefined();
  expect(missingScope('never', scopeNames)).toBe('never');
  expect(missingScope(both, [])).toBe('messages:read');
  expect(missingScope(both, ['messages:read'])).toBe('messages:write');
  expect(missingScope(both, both)).toBeUndefined();
});
