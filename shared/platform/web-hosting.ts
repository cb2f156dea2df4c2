/**
 * How the web client is served, once for both places that do it: CloudFront in AWS (`infra/stacks/web-stack.ts`), and the
 * local runtime on a laptop (`local/web/`).
 */

/** What CloudFront hands to the APIs; all other paths are the web client's. `*` stands for anything. */
export const apiPaths = ['/v1/*', '/.well-known/*', '/ws'] as const;

/** A page of the client is any path without a file name: all of them are `index.html`. Takes the path as it was sent. */
export function isPage(path: string): boolean {
  return !path.slice(path.lastIndexOf('/') + 1).includes('.');
}

/** The folder whose files carry a hash of their content in their names, so that they never change. */
export const fixedFolder = 'assets';

/** How long browsers keep files: those of `fixedFolder` for good, all others only if the server says that they are the same. */
export const cacheControl = { fixed: 'public, max-age=31536000, immutable', others: 'no-cache' } as const;

/** The type of the manifest, which few tools know. */
export const manifestType = 'application/manifest+json';

/**
 * What the page may load and call: its own origin, and `files`, the origin of people's files where that is another.
 * There is no `unsafe-inline`: scripts and styles are files. `'self'` includes sockets to the same host.
 */
function contentSecurityPolicy(files?: string): string {
  const also = files === undefined ? '' : ` ${files}`;
  return [
    "default-src 'self'",
    `connect-src 'self'${also}`,
    "img-src 'self' data: blob: https:",
    `media-src 'self' blob:${also}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * What a file that people have uploaded may do where a browser shows it by itself: nothing, with an origin that is no one's.
 * Browsers' own readers of PDF do not open in a sandbox.
 */
export function mediaSecurityPolicy(contentType: string): string {
  const policy =
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
  return contentType === 'application/pdf' ? "frame-ancestors 'none'" : `${policy}; sandbox`;
}

/**
 * The same from CloudFront, which has one policy for all types: a sandbox would keep PDF from opening. Nothing with a
 * script in it is shown by itself, and no script would run.
 */
export const mediaEdgePolicy =
  "default-src 'none'; img-src 'self' data: blob:; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The headers of every reply of the web client, by name in lower case. `files`: see `contentSecurityPolicy`. */
export function webHeaders(files?: string) {
  return {
    'content-security-policy': contentSecurityPolicy(files),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy':
      'camera=(), display-capture=(), geolocation=(self), microphone=(self), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  } as const;
}
