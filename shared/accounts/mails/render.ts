import { render, toPlainText } from '@react-email/render';
import { format, resolveConfig } from 'prettier';
import { mailDocument } from './layout.ts';
import { languages, type Language } from './languages.ts';
import { mailNames, mailTexts, type MailName } from './texts.ts';

/** A mail that is complete but for its blanks, `{{name}}`. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** Headings stay as they are written, not in capitals. */
const plainText = { selectors: [{ selector: 'h1', options: { uppercase: false } }] };

async function renderMail(name: MailName, language: Language): Promise<RenderedMail> {
  const text = mailTexts[name][language];
  const html = await render(mailDocument(language, text));
  return { subject: text.subject, text: toPlainText(html, plainText), html };
}

/** The module `rendered.ts`: every mail in every language. The functions need neither React nor the renderer. */
export async function renderedModule(path: string): Promise<string> {
  const mails: Record<string, Record<string, RenderedMail>> = {};
  for (const name of mailNames) {
    mails[name] = {};
    for (const language of languages) mails[name][language] = await renderMail(name, language);
  }
  const source = [
    '// Made by `npm run mails` from texts.ts and layout.ts: do not edit.',
    "import type { Language } from './languages.ts';",
    "import type { RenderedMail } from './render.ts';",
    "import type { MailName } from './texts.ts';",
    '',
    `export const rendered: Record<MailName, Record<Language, RenderedMail>> = ${JSON.stringify(mails)};`,
  ].join('\n');
  return format(source, { ...(await resolveConfig(path)), filepath: path });
}
