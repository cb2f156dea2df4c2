import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { leaksBetween, surroundings } from '../../support/leaks.ts';

describe('leaks of a test file', () => {
  const name = 'CHATFLOW_LEAK_TEST';

  it('are empty if nothing changed', () => {
    expect(leaksBetween(surroundings(), surroundings())).toEqual([]);
  });

  it('name an environment variable that was set or removed', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    const before = surroundings();
    vi.stubEnv(name, 'here');
    const during = surroundings();
    expect(leaksBetween(before, during)).toEqual([`environment variable ${name}`]);
    expect(leaksBetween(during, before)).toEqual([`environment variable ${name}`]);
  });

  it('name a global that was replaced, added or removed', () => {
    onTestFinished(() => void vi.unstubAllGlobals());
    const before = surroundings();
    vi.stubGlobal('setTimeout', () => undefined);
    vi.stubGlobal(name, 1);
    const during = surroundings();
    expect(leaksBetween(before, during)).toEqual(['global setTimeout', `global ${name}`]);
    vi.unstubAllGlobals();
    expect(leaksBetween(during, surroundings())).toEqual(['global setTimeout', `global ${name}`]);
  });
});
