import { createElement as h, type CSSProperties, type ReactNode } from 'react';
import type { Language } from './languages.ts';
import type { MailText } from './texts.ts';

/** Mail clients know inline styles and tables, and few know more. Dark mode inverts plain colours by itself. */
const font = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const style = {
  body: { margin: 0, padding: 0, backgroundColor: '#f4f5f7' },
  outer: { width: '100%', padding: '32px 16px' },
  card: { width: '100%', maxWidth: 480, backgroundColor: '#ffffff', borderRadius: 12, padding: 32 },
  brand: { margin: '0 0 24px', fontFamily: font, fontSize: 15, fontWeight: 600, color: '#2f5fd0' },
  heading: { margin: '0 0 16px', fontFamily: font, fontSize: 22, lineHeight: '28px', color: '#14171f' },
  paragraph: { margin: '0 0 12px', fontFamily: font, fontSize: 16, lineHeight: '24px', color: '#14171f' },
  button: {
    display: 'inline-block',
    margin: '12px 0 20px',
    padding: '12px 24px',
    borderRadius: 8,
    backgroundColor: '#2f5fd0',
    color: '#ffffff',
    fontFamily: font,
    fontSize: 16,
    fontWeight: 600,
    textDecoration: 'none',
  },
  closing: { margin: '0 0 8px', fontFamily: font, fontSize: 14, lineHeight: '20px', color: '#5b6270' },
  address: { wordBreak: 'break-all', color: '#2f5fd0' },
  row: { width: '100%', margin: '12px 0', padding: '12px 16px', borderRadius: 8, backgroundColor: '#f4f5f7' },
  rowTitle: {
    display: 'block',
    fontFamily: font,
    fontSize: 16,
    lineHeight: '24px',
    fontWeight: 600,
    color: '#2f5fd0',
    textDecoration: 'none',
    wordBreak: 'break-word',
  },
  rowLine: {
    margin: 0,
    fontFamily: font,
    fontSize: 14,
    lineHeight: '20px',
    color: '#5b6270',
    wordBreak: 'break-word',
  },
  rowQuote: {
    margin: 0,
    fontFamily: font,
    fontSize: 15,
    lineHeight: '22px',
    color: '#14171f',
    wordBreak: 'break-word',
  },
  hidden: { display: 'none', overflow: 'hidden', maxHeight: 0, opacity: 0 },
} as const satisfies Record<string, CSSProperties>;

/** The one design of all mails. It shows no picture, so that no mail client asks for one. */
export function mailDocument(language: Language, text: MailText): ReactNode {
  const { subject, preview, paragraphs, afterRows, button, closing, unsubscribe } = text;
  return h(
    'html',
    { lang: language, dir: 'ltr' },
    h(
      'head',
      null,
      h('meta', { httpEquiv: 'Content-Type', content: 'text/html; charset=UTF-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', null, subject),
    ),
    h(
      'body',
      { style: style.body },
      h('div', { style: style.hidden, 'data-skip-in-text': 'true' }, preview),
      h(
        Table,
        { style: style.outer, align: 'center' },
        h(
          Table,
          { style: style.card, align: 'center' },
          h('p', { style: style.brand }, 'ChatFlow'),
          h('h1', { style: style.heading }, subject),
          ...paragraphs.map((paragraph) => h('p', { style: style.paragraph }, paragraph)),
          ...(afterRows === undefined
            ? []
            : [...row(), h('p', { key: 'after', style: style.paragraph }, afterRows)]),
          button === undefined ? null : h('a', { href: '{{link}}', style: style.button }, button),
          ...closing.map((sentence) => h('p', { style: style.closing }, ...withLink(sentence))),
          unsubscribe === undefined
            ? null
            : h(
                'p',
                { style: style.closing },
                h('a', { href: '{{unsubscribe}}', style: style.address }, unsubscribe),
              ),
        ),
      ),
    ),
  );
}

/** What stands once for each row of a mail, between marks that `compose.ts` looks for. */
const row = (): ReactNode[] => [
  '{{#rows}}',
  h(
    Table,
    { key: 'row', style: style.row, align: 'center' },
    h('a', { href: '{{href}}', style: style.rowTitle }, '{{title}}'),
    h('p', { style: style.rowLine }, '{{detail}}'),
    h('p', { style: style.rowQuote, dir: 'auto' }, '{{quote}}'),
  ),
  '{{/rows}}',
];

/** A table with one cell, which Outlook needs where others take a `div`. */
function Table({ style, align, children }: { style: CSSProperties; align: 'center'; children?: ReactNode }) {
  const { padding, ...rest } = style;
  return h(
    'table',
    { role: 'presentation', align, cellPadding: 0, cellSpacing: 0, border: 0, style: rest },
    h('tbody', null, h('tr', null, h('td', { align: 'left', style: { padding } }, children))),
  );
}

/** A sentence whose `{{link}}` can be clicked. */
function withLink(sentence: string): ReactNode[] {
  return sentence
    .split(/(\{\{link\}\})/)
    .map((part) =>
      part === '{{link}}'
        ? h('a', { key: 'link', href: '{{link}}', style: style.address }, '{{link}}')
        : part,
    );
}
