import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings as readLocal } from '../../../../local/settings.ts';
import { readSettings as readAws } from '../../../../shared/platform/aws/settings.ts';
import { functionEnvironment } from '../../../../esbuild.config.ts';
import { temporaryFolder } from '../../../support/backend/runtime.ts';

const google = { id: 'google', clientId: 'a client', clientSecret: 'a secret' };
const other = { ...google, id: 'other', name: 'Other', issuer: 'https://id.example.org' };
const read = (setting: unknown) =>
  readLocal({ IDENTITY_PROVIDERS: typeof setting === 'string' ? setting : JSON.stringify(setting) })
    .IDENTITY_PROVIDERS;

describe('the providers of the local runtime', () => {
  test('given the id of a preset, its issuer and name need not be said', () => {
    expect(read([google])).toMatchObject([
      { name: 'Google', issuer: 'https://accounts.google.com', responseMode: 'query' },
    ]);
  });

  test('are read from a file', async () => {
    const path = join(await temporaryFolder(), 'providers.json');
    await writeFile(path, JSON.stringify([other]));
    expect(read(path)).toMatchObject([{ id: 'other', issuer: 'https://id.example.org' }]);
  });

  test('may be on this very machine without TLS', () => {
    expect(read([{ ...other, issuer: 'http://localhost:4000' }])).toHaveLength(1);
  });

  test.each([
    ['no/such/file.json', /IDENTITY_PROVIDERS: must be a list in JSON or the path of a file.*ENOENT/],
    ['[not JSON', /IDENTITY_PROVIDERS: must be a list in JSON: \[\{ "id": "google"/],
    [[{ ...google, clientId: undefined }], /IDENTITY_PROVIDERS\.0\.clientId: /],
    [[{ id: 'other', name: 'Other', clientId: 'x' }], /IDENTITY_PROVIDERS\.0\.issuer: /],
    [[{ ...other, issuer: 'http://id.example.org' }], /0\.issuer: must be an https address/],
    [[{ ...other, issuer: 'https://id.example.org/?x=1' }], /0\.issuer: must be an https address/],
    [[{ ...other, id: 'Other One' }], /0\.id: must be a lower-case name such as google/],
    [[{ ...other, secret: 'x' }], /IDENTITY_PROVIDERS\.0: .*"secret"/],
    [[{ ...other, scopes: ['email'] }], /0\.scopes: must include openid/],
    [[google, google], /IDENTITY_PROVIDERS: must each have an id of their own/],
    [[{ ...google, id: 'apple' }], /0\.apple: must give the teamId and the keyId of the key/],
    [
      [{ ...google, id: 'apple', apple: { teamId: 'TEAM012345', keyId: 'KEY0123456' } }],
      /0\.clientSecret: must be the private key \(\.p8\) of Apple/,
    ],
  ])('%j are refused, and the reason is said', (setting, reason) => {
    expect(() => read(setting)).toThrow(reason);
  });
});

test('a function takes its providers from one variable and each secret from another', () => {
  const { clientSecret: _, ...described } = google;
  const { config } = readAws({
    ...functionEnvironment,
    IDENTITY_PROVIDERS: JSON.stringify([
      described,
      { ...described, id: 'other', name: 'O', issuer: other.issuer },
    ]),
    IDENTITY_PROVIDER_SECRET_2: 'the second',
  });
  expect(config.identityProviders.map(({ id, clientSecret }) => [id, clientSecret])).toEqual([
    ['google', undefined],
    ['other', 'the second'],
  ]);
  expect(readAws(functionEnvironment).config.identityProviders).toEqual([]);
});
