import { useState, type ReactNode } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { CodeField } from './code-field.tsx';
import { codeProblem, needsCode } from './code-problem.ts';

export interface CodeStep {
  /** For the request: the code, once it is asked for. */
  part: { code?: string };
  /** Takes an error that is about the code: it shows at the field. Whether it was one. */
  refused: (error: unknown) => boolean;
  /** The field, once a code is asked for. */
  field: ReactNode;
}

/** Asks for a code in a form that changes how one signs in, as soon as the server says that it takes one. */
export function useCode(): CodeStep {
  const t = useTranslate();
  const [asked, setAsked] = useState(false);
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  return {
    part: asked && code.trim() !== '' ? { code: code.trim() } : {},
    refused: (failure) => {
      const wrong = codeProblem(failure, t);
      if (wrong === undefined && !needsCode(failure)) return false;
      setAsked(true);
      setError(wrong ?? (asked ? t('code.missing') : undefined));
      return true;
    },
    field: asked && (
      <CodeField
        value={code}
        error={error}
        autoFocus
        onChange={(value) => {
          setCode(value);
          setError(undefined);
        }}
      />
    ),
  };
}
