import type { FetchedPage, PageFetcher, PageRefusal } from '../ports.ts';
import { ask, readBody, type Answer } from './ask.ts';
import { mostPageText as most, mostPictureBytes } from './bounds.ts';
import { Refused } from './checked-request.ts';
import { decodeHtml } from './decode-html.ts';
import { pageFacts } from './page-facts.ts';
import { strictPolicy, type PagePolicy } from './page-policy.ts';
import { pictureType } from './picture-type.ts';
import { plainLine } from './plain-line.ts';

/** So much of a page is read: what it says of itself stands in its beginning. */
const mostHtmlBytes = 512 * 1024;

const htmlTypes = /^(text\/html|application\/xhtml\+xml)\b/i;

/** Reads pages and what they say of themselves. The policy is the strict one, but in tests. */
export function createPageReader(policy: PagePolicy = strictPolicy): PageFetcher {
  return {
    async fetch(address) {
      try {
        return await readPage(address, policy);
      } catch (error) {
        if (error instanceof Refused) return error.reason;
        throw error;
      }
    },
  };
}

async function readPage(address: string, policy: PagePolicy): Promise<FetchedPage | PageRefusal> {
  const signal = AbortSignal.timeout(policy.pageMilliseconds);
  const answer = await ask(address, policy, { accept: 'text/html, application/xhtml+xml', signal });
  const contentType = contentTypeOf(answer);
  if (!htmlTypes.test(contentType)) {
    answer.response.destroy();
    return 'no_page';
  }
  const { bytes } = await readBody(answer, mostHtmlBytes, signal);
  const facts = pageFacts(decodeHtml(bytes, contentType));
  const title = plainLine(facts.title ?? '', most.title);
  if (title === '') return 'nothing_to_show';
  const description = plainLine(facts.description ?? '', most.description);
  const siteName = plainLine(facts.siteName ?? '', most.siteName);
  const picture =
    facts.picture === undefined ? undefined : await readPicture(facts.picture, answer.url, policy);
  return {
    title,
    ...(description !== '' && { description }),
    ...(siteName !== '' && { siteName }),
    ...(picture && { picture }),
  };
}

/** The picture of a page. A page whose picture cannot be had is shown without. */
async function readPicture(
  address: string,
  base: URL,
  policy: PagePolicy,
): Promise<FetchedPage['picture'] | undefined> {
  const signal = AbortSignal.timeout(policy.pictureMilliseconds);
  try {
    const answer = await ask(address.trim(), policy, { accept: 'image/*', signal, base });
    if (Number(answer.response.headers['content-length'] ?? 0) > mostPictureBytes) {
      answer.response.destroy();
      return undefined;
    }
    const { bytes, isWhole } = await readBody(answer, mostPictureBytes, signal);
    const contentType = isWhole ? pictureType(bytes) : undefined;
    return contentType && { contentType, bytes };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

const contentTypeOf = ({ response }: Answer) => response.headers['content-type']?.trim() ?? '';
