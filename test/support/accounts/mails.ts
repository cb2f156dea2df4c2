import { expect } from 'vitest';
import type { SentMail } from '../../../local/mail/mailbox.ts';
import type { TestBackend } from '../backend/runtime.ts';

/** The mails that went to an address, the newest first. It waits for those that are on their way. */
export async function mailsTo(backend: TestBackend, address: string): Promise<SentMail[]> {
  const path = `/_local/mail?to=${encodeURIComponent(address)}`;
  const answer = await backend.call<{ items: SentMail[]; nextCursor: null }>('GET', path);
  expect(answer.status).toBe(200);
  return answer.body.items;
}

/** The token in the link of a mail. Its text and its HTML hold the same link. */
export function tokenIn(mail: SentMail | undefined): string {
  const [, link = ''] = /(https?:\/\/\S+#token=\S+)/.exec(mail?.text ?? '') ?? [];
  expect(mail?.html).toContain(`href="${link}"`);
  const [, token = ''] = /#token=([A-Za-z0-9_-]{43})$/.exec(link) ?? [];
  expect(token).toHaveLength(43);
  return token;
}

/** The token of the newest mail to an address. */
export const newestToken = async (backend: TestBackend, address: string): Promise<string> =>
  tokenIn((await mailsTo(backend, address))[0]);
