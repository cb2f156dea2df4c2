import { escapeHtml } from '../../platform/escape-html.ts';
import type { Mail } from '../../platform/ports.ts';
import type { Language } from './languages.ts';
import type { Blanks, MailName, RowBlanks } from './texts.ts';

/** A mail of this name to `to`, its blanks filled in. */
export async function composeMail(
  name: MailName,
  language: Language,
  to: string,
  { rows = [], ...blanks }: Blanks,
): Promise<Mail> {
  // only the function that sends mails loads them, when it sends the first
  const { rendered } = await import('./rendered.ts');
  const { subject, text, html } = rendered[name][language];
  return {
    to,
    subject: fill(subject, blanks),
    text: fillAll(text, { blanks, rows }).replace(gap, '\n\n'),
    html: fillAll(html, { blanks, rows }, escapeHtml),
  };
}

/** What empty blanks leave in a text. */
const gap = /\n{4,}/g;

/** The part between these stands once for each row. */
const rowMarks = /\{\{[#/]rows\}\}/;

function fillAll(
  template: string,
  { blanks, rows }: { blanks: Filled; rows: readonly RowBlanks[] },
  write?: (text: string) => string,
): string {
  const [before = '', row = '', after = ''] = template.split(rowMarks);
  const filled = rows.map((one) => fill(row, { ...one }, write));
  return [fill(before, blanks, write), ...filled, fill(after, blanks, write)].join('');
}

type Filled = Readonly<Partial<Record<string, string>>>;

/** `write`: how a text has to stand in the template. */
const fill = (template: string, blanks: Filled, write = (text: string) => text): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_, blank: string) => write(blanks[blank] ?? ''));
