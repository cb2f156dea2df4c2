import type { App } from '../../shared/app.ts';
import { invalidLink } from '../../shared/accounts/index.ts';
import { unsubscribeDigests } from '../../shared/notifications/index.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { unsubscribeDigestsRequest, type Route } from '../../shared/protocol/index.ts';
import type { HttpEvent } from '../events.ts';
import { bodyText } from '../middleware/body-text.ts';
import { sourceOf } from '../middleware/source.ts';
import type { Endpoint } from './service.ts';

const path = '/notifications/mail/unsubscribe';
/** The page of the web client that asks whether the digests should stop. */
const page = '/unsubscribe';

const described = (method: Route['method'], summary: string, status: 200 | 303): Route => ({
  tag: 'notifications',
  method,
  path,
  summary,
  public: true,
  replies: { [status]: null },
  errors: ['invalid_link', 'rate_limited'],
});

/**
 * The address in the `List-Unsubscribe` header of digests (RFC 8058), which mailbox providers and mail programs call, and no
 * client: so the contract has no such route. Looking at it changes nothing, since providers look at all links in mails. The
 * token is in the query, which access logs leave out.
 */
export const oneClick: readonly Endpoint[] = [
  {
    route: described('GET', 'Send the browser on to the page that asks', 303),
    answer: (_, event) => {
      const location = `${page}#${new URLSearchParams({ token: tokenIn(event) }).toString()}`;
      return Promise.resolve({ statusCode: 303, headers: { location } });
    },
  },
  {
    route: described('POST', 'Turn digests off, without a page', 200),
    async answer(app: App, event) {
      if (!isOneClick(event)) {
        throw new ChatError('validation_failed', 'The form must have List-Unsubscribe=One-Click.');
      }
      const { pushed } = await unsubscribeDigests(app, sourceOf(event, app.config), {
        token: tokenIn(event),
      });
      await pushed;
      return {
        statusCode: 200,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: 'You will get no more of these mails.\n',
      };
    },
  },
];

/** Throws `invalid_link` for what cannot be a token. */
function tokenIn({ queryStringParameters }: HttpEvent): string {
  const { success, data } = unsubscribeDigestsRequest.safeParse({ token: queryStringParameters?.['token'] });
  if (!success) throw invalidLink();
  return data.token;
}

/** The one field that the form must have, in either form that HTML forms are sent in. */
function isOneClick(event: HttpEvent): boolean {
  const text = bodyText(event);
  const type = event.headers['content-type'] ?? '';
  return type.toLowerCase().startsWith('multipart/form-data')
    ? /name="?List-Unsubscribe"?\r?\n(?:[^\r\n]+\r?\n)*\r?\nOne-Click\r?\n/i.test(text)
    : new URLSearchParams(text).get('List-Unsubscribe') === 'One-Click';
}
