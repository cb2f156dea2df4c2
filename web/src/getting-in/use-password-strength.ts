import { useEffect, useState } from 'react';
import { report } from '../report.ts';
import type { Strength } from './password-strength.ts';

// half a megabyte of words: a file of its own, which only this form loads
const load = () => import('./password-strength.ts');

/** Loads what the first estimate needs. */
export function preparePasswordStrength(): void {
  load().catch(report);
}

/** How strong a password is; `undefined` until that is known, and where the words do not load: it is advice alone. */
export function usePasswordStrength(password: string, ...known: string[]): Strength | undefined {
  const [result, setResult] = useState<{ password: string; strength: Strength }>();
  const texts = known.join('\n');
  useEffect(() => {
    if (password === '') return;
    let outdated = false;
    load()
      .then(({ strengthOf }) => {
        if (!outdated) setResult({ password, strength: strengthOf(password, texts.split('\n')) });
      })
      .catch(report);
    return () => {
      outdated = true;
    };
  }, [password, texts]);
  return password === '' ? undefined : result?.strength;
}
