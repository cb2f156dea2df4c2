import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLocalKeyService } from '../../../local/keys/local-key-service.ts';
import { openCursor, sealCursor } from '../../../shared/platform/cursor.ts';
import { createSecrets } from '../../../shared/platform/secrets.ts';
import { temporaryDatabase } from '../../support/backend/database.ts';

const position = z.strictObject({ before: z.number() });

function newSecrets() {
  const keyService = createLocalKeyService([{ id: 1, key: createSecretKey(randomBytes(32)) }], randomBytes);
  return createSecrets(temporaryDatabase().table('durable'), keyService);
}

describe('a cursor', () => {
  it('given the scope it was made for, opens', async () => {
    const secrets = newSecrets();
    const cursor = await sealCursor(secrets, 'messages|cnv_1', { before: 17 });
    expect(cursor).toMatch(/^[A-Za-z0-9_.-]+$/);
    expect(await openCursor(secrets, 'messages|cnv_1', cursor, position)).toEqual({ before: 17 });
  });

  it('given another scope or another deployment, is refused', async () => {
    const secrets = newSecrets();
    const cursor = await sealCursor(secrets, 'messages|cnv_1', { before: 17 });
    const refused = { code: 'invalid_cursor' };
    await expect(openCursor(secrets, 'messages|cnv_2', cursor, position)).rejects.toMatchObject(refused);
    await expect(openCursor(newSecrets(), 'messages|cnv_1', cursor, position)).rejects.toMatchObject(refused);
  });

  it('given any change of its text, is refused', async () => {
    const secrets = newSecrets();
    const cursor = await sealCursor(secrets, 'list', { before: 17 });
    const letters = Array.from('ABCxyz019_-.');
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom(...letters), async (at, letter) => {
        fc.pre(cursor[at] !== letter);
        const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
        await expect(openCursor(secrets, 'list', changed, position)).rejects.toMatchObject({
          code: 'invalid_cursor',
        });
      }),
    );
    for (const other of ['', '.', 'x', `${cursor}.x`, `.${cursor}`, cursor.slice(1), `${cursor}x`]) {
      await expect(openCursor(secrets, 'list', other, position)).rejects.toMatchObject({
        code: 'invalid_cursor',
      });
    }
  });
});

describe('the deployment secret', () => {
  it('given processes that start at once, is created once', async () => {
    const keyService = createLocalKeyService([{ id: 1, key: createSecretKey(randomBytes(32)) }], randomBytes);
    const table = temporaryDatabase().table('durable');
    const processes = Array.from({ length: 10 }, () => createSecrets(table, keyService));
    const macs = await Promise.all(processes.map((secrets) => secrets.mac('cursor', 'x')));
    expect(new Set(macs).size).toBe(1);
    const [secrets = newSecrets()] = processes;
    expect(await secrets.mac('email-hash', 'x')).not.toBe(macs[0]);
  });

  it('given a failure to create it, is created by the next call', async () => {
    const real = createLocalKeyService([{ id: 1, key: createSecretKey(randomBytes(32)) }], randomBytes);
    let down = true;
    const keyService: typeof real = {
      ...real,
      generateDataKey: (context) =>
        down ? Promise.reject(new Error('down')) : real.generateDataKey(context),
    };
    const secrets = createSecrets(temporaryDatabase().table('durable'), keyService);
    await expect(secrets.mac('cursor', 'x')).rejects.toThrow('down');
    down = false;
    expect(await secrets.mac('cursor', 'x')).toHaveLength(43);
  });
});
