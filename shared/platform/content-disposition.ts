/** Control characters and path separators, and the marks that make `exe.gpj` look like `jpg.exe`. */
// eslint-disable-next-line no-control-regex -- they are what must not get into a header or a file name
const unsafe = /[\u0000-\u001f\u007f-\u009f\\/\u202a-\u202e\u2066-\u2069]/g;
/** What RFC 5987 wants encoded and `encodeURIComponent` leaves. */
const notAttrChar = /['()*]/g;

/**
 * The `Content-Disposition` (RFC 6266) that shows a download (`inline`) or saves it, as `fileName`, whatever that holds: in
 * ASCII for old clients, in UTF-8 for the rest. Characters that no file name should have become `_`.
 */
export function contentDisposition(kind: 'inline' | 'attachment', fileName: string): string {
  const safe = fileName.toWellFormed().replace(unsafe, '_');
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/"/g, '\\"');
  const utf8 = encodeURIComponent(safe).replace(
    notAttrChar,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
