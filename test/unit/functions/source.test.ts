import { expect, test } from 'vitest';
import { addressOf, languageOf } from '../../../functions/middleware/source.ts';

const peer = '198.51.100.9';
const behindEdge = { edgeSecrets: ['x'.repeat(32)] };
const direct = { edgeSecrets: [] };

test.each([
  ['203.0.113.7, 130.176.0.1', '203.0.113.7'],
  // what the client itself claimed stands before what CloudFront saw
  ['192.0.2.1, 203.0.113.7, 130.176.0.1', '203.0.113.7'],
  ['192.0.2.1,192.0.2.2,2001:db8::7,130.176.0.1', '2001:db8::7'],
])('behind CloudFront, the address in "%s" is the one that CloudFront saw', (forwarded, expected) => {
  expect(addressOf({ 'x-forwarded-for': forwarded }, peer, behindEdge)).toBe(expected);
});

test('without CloudFront, no header is believed', () => {
  expect(addressOf({ 'x-forwarded-for': '192.0.2.1, 192.0.2.2' }, peer, direct)).toBe(peer);
});

test.each([{}, { 'x-forwarded-for': '130.176.0.1' }])(
  'a request that names no client counts as its sender: %o',
  (headers) => {
    expect(addressOf(headers, peer, behindEdge)).toBe(peer);
  },
);

test.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr-FR, DE;q=0.8', 'de'],
  ['en-GB,de;q=0.5', 'en'],
  ['fr', 'en'],
  ['', 'en'],
])('mails to a browser that asks for "%s" are in %s', (header, expected) => {
  expect(languageOf(header)).toBe(expected);
});
