import { describe, expect, test } from 'vitest';
import { addressesOf } from '../../../functions/http/addresses.ts';
import { httpEvent } from '../../support/backend/gateway-events.ts';

/** An event of a request to the document with these headers. */
const eventWith = (headers: Record<string, string>) => ({
  ...httpEvent('GET', '/v1/asyncapi.json'),
  headers,
});
const api = 'a1b2c3.execute-api.eu-central-1.amazonaws.com';
const socketUrl = 'wss://s4t5u6.execute-api.eu-central-1.amazonaws.com/ws';

describe('addresses without a setting', () => {
  test.each([
    ['the local gateway', { host: 'localhost:4000', 'x-forwarded-proto': 'http' }, 'http://localhost:4000'],
    ['a name in a network', { host: 'chat.lan', 'x-forwarded-proto': 'http' }, 'http://chat.lan'],
    ['an IPv6 address', { host: '[::1]:3000', 'x-forwarded-proto': 'http' }, 'http://[::1]:3000'],
    ['API Gateway', { host: api, 'x-forwarded-proto': 'https' }, `https://${api}`],
    [
      'CloudFront',
      { host: api, 'x-forwarded-host': 'd1.cloudfront.net', 'x-forwarded-proto': 'https' },
      'https://d1.cloudfront.net',
    ],
    ['a gateway that names no host', {}, 'https://api.example.org'],
  ])('%s', (_from, headers, http) => {
    expect(addressesOf(eventWith(headers), {})).toEqual({
      http,
      sockets: `${http.replace('http', 'ws')}/ws`,
    });
  });

  test.each([
    'evil.example/path',
    'a b',
    'user@host',
    'x"y',
    '',
    'host:port',
    '[::1',
    '..',
    '\u212A.example',
  ])('an invalid host is skipped: %j', (host) => {
    const expected = { http: 'https://api.example.org', sockets: 'wss://api.example.org/ws' };
    expect(addressesOf(eventWith({ host }), {})).toEqual(expected);
    expect(addressesOf(eventWith({ host: 'api.example.org', 'x-forwarded-host': host }), {})).toEqual(
      expected,
    );
  });
});

test('given sockets on another host than the HTTP API, the setting names them whatever the headers are', () => {
  for (const [headers, http] of [
    [{ host: api }, `https://${api}`],
    [{ host: api, 'x-forwarded-host': 'd1.cloudfront.net' }, 'https://d1.cloudfront.net'],
  ] as const) {
    expect(addressesOf(eventWith(headers), { socketUrl })).toEqual({ http, sockets: socketUrl });
  }
});

test('the public address of the settings takes precedence over all headers', () => {
  const asked = eventWith({ host: 'other.example', 'x-forwarded-host': 'another.example' });
  expect(addressesOf(asked, { publicUrl: 'https://chat.example.org' })).toEqual({
    http: 'https://chat.example.org',
    sockets: 'wss://chat.example.org/ws',
  });
});
