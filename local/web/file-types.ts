import { extname } from 'node:path';
import { manifestType } from '../../shared/platform/web-hosting.ts';

interface FileType {
  contentType: string;
  /** Whether compression makes it smaller. */
  text: boolean;
}

const text = (contentType: string): FileType => ({
  contentType: `${contentType}; charset=utf-8`,
  text: true,
});
const binary = (contentType: string): FileType => ({ contentType, text: false });

const types = new Map<string, FileType>([
  ['.css', text('text/css')],
  ['.html', text('text/html')],
  ['.js', text('text/javascript')],
  ['.json', text('application/json')],
  ['.map', text('application/json')],
  ['.svg', text('image/svg+xml')],
  ['.txt', text('text/plain')],
  ['.webmanifest', text(manifestType)],
  ['.ico', binary('image/x-icon')],
  ['.png', binary('image/png')],
  ['.webp', binary('image/webp')],
  ['.woff2', binary('font/woff2')],
]);

/** The type of a file by its extension. One that is not known is bytes to save, never shown or run. */
export function fileTypeOf(name: string): FileType {
  return types.get(extname(name).toLowerCase()) ?? binary('application/octet-stream');
}
