import { mkdtempDisposableSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { functionNames } from '../../functions/catalog.ts';
import { ensureBundles, whyBuild } from '../../infra/constructs/bundles.ts';

test('bundles are built where they are missing or older than a source, and otherwise left alone', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'chatflow-bundles-'));
  const bundles = join(folder.path, 'functions');
  const file = (name: string) => join(bundles, name, 'index.mjs');
  expect(await ensureBundles(bundles)).toBe('there is no bundle of auth');
  for (const name of functionNames) expect(readFileSync(file(name), 'utf8')).toContain('handler');
  expect(await ensureBundles(bundles)).toBeUndefined();

  const old = new Date('2020-01-01');
  utimesSync(file('users'), old, old);
  expect(whyBuild(bundles)).toMatch(/^the bundle of users is older than [a-z]/);
  rmSync(join(bundles, 'probe'), { recursive: true });
  expect(whyBuild(bundles)).toBe('there is no bundle of probe');
}, 60_000);
