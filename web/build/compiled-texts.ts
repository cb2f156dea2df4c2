import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

/**
 * Serves the files of texts with every text parsed, so that the page needs no parser of ICU MessageFormat. These are the
 * files in `folder` whose names begin with a language, as `de.ts` and `de-later.ts`; all that they export are objects of texts.
 */
export function compiledTexts(folder: string, languages: readonly string[]): Plugin {
  const holdsTexts = (id: string) =>
    dirname(id) === folder && languages.some((language) => new RegExp(`^${language}[-.]`).test(basename(id)));
  return {
    name: 'compiled-texts',
    enforce: 'pre',
    async transform(_code, id) {
      if (!holdsTexts(id)) return undefined;
      // a new address each time: the development server asks again after a change
      const exported: unknown = await import(`${pathToFileURL(id).href}?${Date.now()}`);
      const lines = Object.entries(exported as Record<string, Record<string, string>>).map(
        ([name, texts]) => {
          const compiled = Object.entries(texts).map(([key, text]) => [key, compileMessage(text)]);
          return `export const ${name} = ${JSON.stringify(Object.fromEntries(compiled))};`;
        },
      );
      return { code: lines.join('\n'), map: null };
    },
  };
}
