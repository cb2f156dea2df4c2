import { escapeHtml } from '../../shared/platform/escape-html.ts';
import type { Reply } from '../gateway/reply.ts';

/** Why an upload or a download is refused, by S3's names, with S3's statuses: clients see the same in both places. */
const statuses = {
  AccessDenied: 403,
  BadDigest: 400,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  InvalidRange: 416,
  MalformedPOSTRequest: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  InternalError: 500,
} as const;
type StoreErrorCode = keyof typeof statuses;

/** An upload or download that is not done. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The reply to it, in the form of S3's. */
export function errorReply({ code, message }: StoreError, requestId: string): Reply {
  const parts = { Code: code, Message: message, RequestId: requestId };
  const body = Object.entries(parts).map(([name, value]) => `<${name}>${escapeHtml(value)}</${name}>`);
  return {
    status: statuses[code],
    headers: {
      'content-type': 'application/xml',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
    },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${body.join('')}</Error>`,
  };
}
