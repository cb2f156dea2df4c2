import type { IncomingMessage } from 'node:http';
import { escapeHtml } from '../../shared/platform/escape-html.ts';
import { isLoopback } from '../gateway/peer.ts';
import { problemReply, type Reply } from '../gateway/reply.ts';
import { parseTarget } from '../gateway/request-target.ts';
import type { Mailbox, SentMail } from './mailbox.ts';

const path = '/_local/mail';
/** The longest that a request waits for mails that are being made at this moment. */
const patienceMs = 5_000;

/** Shows the mails that were sent. */
export interface MailPages {
  serves(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, requestId: string): Promise<Reply>;
}

/**
 * `GET /_local/mail?to=<address>`: what was sent, the newest first, as JSON, or as a page for a browser. Only for this machine:
 * the links in mails open accounts. `settled` waits for what the queue has to do now, at most so long.
 */
export function createMailPages(mailbox: Mailbox, settled: (ms: number) => Promise<void>): MailPages {
  return {
    serves: (request) => parseTarget(request.url ?? '/').path === path,
    async answer(request, requestId) {
      const { method = '' } = request;
      if (!isLoopback(request) || !['GET', 'HEAD'].includes(method)) {
        return problemReply('route_not_found', requestId);
      }
      await settled(patienceMs);
      const query = new URLSearchParams(parseTarget(request.url ?? '/').query);
      return mailReply(mailbox.list(query.get('to') ?? undefined), request, requestId);
    },
  };
}

function mailReply(mails: readonly SentMail[], request: IncomingMessage, requestId: string): Reply {
  const headers = { 'cache-control': 'no-store', 'x-request-id': requestId };
  if (!request.headers.accept?.includes('text/html')) {
    const body = JSON.stringify({ items: mails, nextCursor: null });
    return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
  }
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
    },
    body: page(mails),
  };
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 720px; padding: 24px 16px; }
  h1 { font-size: 22px; margin: 0 0 16px; }
  details { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 8px; margin: 0 0 8px; }
  summary { cursor: pointer; padding: 12px 16px; display: flex; flex-wrap: wrap; gap: 4px 12px; }
  summary b { flex: 1 1 100%; }
  summary span, .empty { opacity: 0.7; }
  iframe { border: 0; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); display: block; width: 100%; height: 480px; background: #fff; border-radius: 0 0 8px 8px; }
`;

function page(mails: readonly SentMail[]): string {
  const list = mails.map(
    (mail, index) => `<details${index === 0 ? ' open' : ''}>
<summary><b>${escapeHtml(mail.subject)}</b><span>${escapeHtml(mail.to)}</span><span><time datetime="${escapeHtml(mail.sentAt)}">${escapeHtml(inWords(mail.sentAt))}</time></span></summary>
<iframe title="${escapeHtml(mail.subject)}" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(withTarget(mail.html))}"></iframe>
</details>`,
  );
  const empty = '<p class="empty">No mail yet. Create an account, or ask for a new password.</p>';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail · ChatFlow</title><style>${style}</style></head>
<body><h1>Mail</h1>${list.length > 0 ? list.join('\n') : empty}</body>
</html>`;
}

/** A time as a person on this machine reads it. */
const inWords = (time: string) =>
  new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** Links of a mail open beside this page, as they do in a mail client. */
const withTarget = (html: string) => html.replace('<head>', '<head><base target="_blank">');
