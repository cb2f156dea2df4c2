import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpPrefixes } from '../../../../functions/catalog.ts';
import { routeOf } from '../../../../local/gateway/http-event.ts';
import { decodePath, parseTarget, queryParameters } from '../../../../local/gateway/request-target.ts';

test.each([
  ['/v1/users', { functionName: 'users', routeKey: 'ANY /v1/users' }],
  ['/v1/users/', { functionName: 'users', routeKey: 'ANY /v1/users/{proxy+}', proxy: '' }],
  ['/v1/auth/login', { functionName: 'auth', routeKey: 'ANY /v1/auth/{proxy+}', proxy: 'login' }],
  ['/v1/conversations/a/b\nc', { functionName: 'conversations', proxy: 'a/b\nc' }],
  ['/', { functionName: 'meta', routeKey: '$default' }],
  ['/v1', { functionName: 'meta' }],
  ['/v1/', { functionName: 'meta' }],
  ['/v1/usersandmore', { functionName: 'meta' }],
  ['/v1//users', { functionName: 'meta' }],
  ['/v2/users', { functionName: 'meta' }],
  ['/x/v1/users', { functionName: 'meta' }],
  ['/v1/*', { functionName: 'meta' }],
  ['/v1/constructor', { functionName: 'meta' }],
])('%j is routed to its function', (path, route) => {
  expect(routeOf(path, httpPrefixes())).toMatchObject(route);
});

test('given the default route, has no proxy parameter', () => {
  expect(routeOf('/v1/health', httpPrefixes())).not.toHaveProperty('proxy');
});

test.each([
  ['/a?b=c?d', { path: '/a', query: 'b=c?d' }],
  ['/a', { path: '/a', query: '' }],
  ['?b', { path: '/', query: 'b' }],
  ['http://host:1/a?b', { path: '/a', query: 'b' }],
  ['http://host', { path: '/', query: '' }],
  ['//a/b', { path: '//a/b', query: '' }],
  ['/a?b=http://c/d', { path: '/a', query: 'b=http://c/d' }],
  ['*', { path: '*', query: '' }],
])('the target %j is split into path and query', (target, parts) => {
  expect(parseTarget(target)).toEqual(parts);
});

test('every encoded path decodes to the original', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (path) => {
      expect(decodePath(encodeURIComponent(path))).toBe(path);
    }),
  );
  expect(decodePath('/%zz')).toBeUndefined();
});

test('given query parameters, decodes them and joins repeated ones', () => {
  const pairs = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string()));
  fc.assert(
    fc.property(pairs, (list) => {
      const query = list.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
      const expected: [string, string][] = [...Map.groupBy(list, ([name]) => name)].map(([name, same]) => [
        name,
        same.map(([, value]) => value).join(','),
      ]);
      expect(Object.entries(queryParameters(query)).sort()).toEqual(expected.sort());
    }),
  );
  expect(Object.hasOwn(queryParameters('__proto__=a'), '__proto__')).toBe(true);
});
