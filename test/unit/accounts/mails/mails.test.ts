import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composeMail } from '../../../../shared/accounts/mails/compose.ts';
import { renderedModule } from '../../../../shared/accounts/mails/render.ts';
import { languages } from '../../../../shared/accounts/mails/languages.ts';
import { mailNames } from '../../../../shared/accounts/mails/texts.ts';

const file = join(import.meta.dirname, '../../../../shared/accounts/mails/rendered.ts');
const blanks = {
  name: 'Ann <b>&',
  link: 'https://chat.example.org/x#token=abc',
  device: '"Firefox" on Windows',
};

test('the rendered mails are those of the texts and the layout; `npm run mails` makes them', async () => {
  expect(await readFile(file, 'utf8')).toBe(await renderedModule(file));
});

test.each(mailNames.flatMap((name) => languages.map((language) => [name, language] as const)))(
  '%s in %s has its blanks filled in, text in HTML escaped, and nothing from elsewhere',
  async (name, language) => {
    const mail = await composeMail(name, language, 'ann@example.org', blanks);
    expect(mail.to).toBe('ann@example.org');
    for (const part of [mail.subject, mail.text, mail.html]) expect(part).not.toMatch(/\{\{|undefined/);
    expect(mail.text).toContain('Ann <b>&');
    expect(mail.html).toContain('Ann &lt;b&gt;&amp;');
    expect(mail.html).not.toContain('<b>');
    // pictures and styles from elsewhere say when a mail was read
    expect(mail.html).not.toMatch(/<img|<link|url\(|<script/i);
    expect(mail.text).toContain(blanks.link);
    expect(mail.html).toContain(`href="${blanks.link}"`);
    expect(mail.subject.length).toBeLessThan(60);
  },
);
