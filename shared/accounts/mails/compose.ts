import { escapeHtml } from '../../platform/escape-html.ts';
import type { Mail } from '../../platform/ports.ts';
import type { Language } from './languages.ts';
import type { Blanks, MailName } from './texts.ts';

/** A mail of this name to `to`, its blanks filled in. */
export async function composeMail(
  name: MailName,
  language: Language,
  to: string,
  blanks: Blanks,
): Promise<Mail> {
  // only the function that sends mails loads them, when it sends the first
  const { rendered } = await import('./rendered.ts');
  const { subject, text, html } = rendered[name][language];
  const plain = (blank: string) => blanks[blank as keyof Blanks] ?? '';
  return {
    to,
    subject: fill(subject, plain),
    text: fill(text, plain),
    html: fill(html, (blank) => escapeHtml(plain(blank))),
  };
}

const fill = (template: string, value: (blank: string) => string) =>
  template.replace(/\{\{(\w+)\}\}/g, (_, blank: string) => value(blank));
