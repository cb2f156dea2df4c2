import { randomId, type Random } from '../platform/random.ts';

/** The body of a form with one file, and what is needed to send it. */
export interface FormBody {
  body: Blob;
  contentType: string;
  /** How many bytes stand before those of the file. */
  before: number;
}

/**
 * A form as browsers send it, with the file last, as object stores want it. Unlike a `FormData` it has a size, so that its
 * progress can be counted on Node too.
 */
export function formBody(fields: Readonly<Record<string, string>>, file: Blob, random: Random): FormBody {
  const boundary = `----chatflow${randomId(random)}`;
  const head = new Blob([
    ...Object.entries(fields).map(
      ([name, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    ),
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="file"\r\n`,
    `content-type: ${fields['Content-Type'] ?? fields['content-type'] ?? 'application/octet-stream'}\r\n\r\n`,
  ]);
  return {
    body: new Blob([head, file, `\r\n--${boundary}--\r\n`]),
    contentType: `multipart/form-data; boundary=${boundary}`,
    before: head.size,
  };
}
