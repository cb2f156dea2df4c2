import * as z from 'zod';
import { pageRefusals, type FetchedPage, type PageRefusal } from '../ports.ts';
import { mostPictureBytes, mostPageText } from './bounds.ts';

/** What the function that reads pages is called with. */
export const pageRequest = z.strictObject({ url: z.string() });
export type PageRequest = z.infer<typeof pageRequest>;

/** Characters are one or two units of UTF-16. */
const text = (most: number) => z.string().max(2 * most);

/** What it answers. It reads what anyone may have written, so its answer is checked as if it were written by them. */
export const pageAnswer = z.union([
  z.strictObject({ refused: z.enum(pageRefusals) }),
  z.strictObject({
    title: text(mostPageText.title),
    description: text(mostPageText.description).exactOptional(),
    siteName: text(mostPageText.siteName).exactOptional(),
    picture: z
      .strictObject({
        contentType: z.enum(['image/gif', 'image/jpeg', 'image/png', 'image/webp']),
        base64: z.base64().max(Math.ceil(mostPictureBytes / 3) * 4),
      })
      .exactOptional(),
  }),
]);
export type PageAnswer = z.infer<typeof pageAnswer>;

/** What was read, as the function answers it. */
export function toAnswer(page: FetchedPage | PageRefusal): PageAnswer {
  if (typeof page === 'string') return { refused: page };
  const { picture, ...texts } = page;
  if (!picture) return texts;
  const { contentType, bytes } = picture;
  return { ...texts, picture: { contentType, base64: Buffer.from(bytes).toString('base64') } };
}

/** What was read, out of an answer. Throws a `ZodError` for what is none. */
export function fromAnswer(answer: unknown): FetchedPage | PageRefusal {
  const parsed = pageAnswer.parse(answer);
  if ('refused' in parsed) return parsed.refused;
  const { picture, ...texts } = parsed;
  if (!picture) return texts;
  const { contentType, base64 } = picture;
  return { ...texts, picture: { contentType, bytes: Buffer.from(base64, 'base64') } };
}
