import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

/**
 * Serves the files of texts, each of which exports an object named like itself, with every text parsed: so the page
 * needs no parser of ICU MessageFormat. `folder`: where they are.
 */
export function compiledTexts(folder: string, languages: readonly string[]): Plugin {
  const files = new Map(languages.map((language) => [`${folder}/${language}.ts`, language]));
  return {
    name: 'compiled-texts',
    enforce: 'pre',
    async transform(_code, id) {
      const language = files.get(id);
      if (language === undefined) return undefined;
      // a new address each time: the development server asks again after a change
      const url = `${pathToFileURL(id).href}?${basename(id)}-${Date.now()}`;
      const { [language]: texts } = (await import(url)) as Record<string, Record<string, string> | undefined>;
      if (texts === undefined) throw new Error(`${id} exports no "${language}".`);
      const compiled = Object.entries(texts).map(([key, text]) => [key, compileMessage(text)]);
      return {
        code: `export const ${language} = ${JSON.stringify(Object.fromEntries(compiled))};`,
        map: null,
      };
    },
  };
}
