import type { IncomingMessage } from 'node:http';
import {
  apiPaths,
  cacheControl,
  fixedFolder,
  isPage,
  webHeaders,
} from '../../shared/platform/web-hosting.ts';
import { knows } from '../gateway/entity-tag.ts';
import type { Reply } from '../gateway/reply.ts';
import { decodePath, parseTarget } from '../gateway/request-target.ts';
import { acceptedEncoding, BuiltFiles, type BuiltFile } from './built-files.ts';

/** The built web client, as CloudFront serves it in AWS. */
export interface WebClient {
  /** Whether a request is for the web client and not for the APIs. */
  serves(request: IncomingMessage): boolean;
  answer(request: IncomingMessage): Promise<Reply>;
}

/** Besides the APIs, these paths are the local runtime's own. */
const runtimePaths = ['/_local/*', '/_media', '/_media/*', '/@connections/*'];

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

const pathOf = (request: IncomingMessage) => parseTarget(request.url ?? '/').path;

const plain = (status: number, text: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: {
    ...webHeaders(),
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  },
  body: `${text}\n`,
});

/** `npm start` answers requests already while it builds the client, so the page looks again by itself. */
const notBuilt = () =>
  plain(
    503,
    'The web client is not built yet.\n\n' +
      '"npm start" builds it and says in its terminal if that fails; "npm run build:web" builds it by hand.\n' +
      'This page reloads by itself.',
    { refresh: '3' },
  );

async function fileReply(request: IncomingMessage, path: string, file: BuiltFile): Promise<Reply> {
  const encoding = file.text ? acceptedEncoding(request.headers['accept-encoding']?.toString()) : undefined;
  const headers = {
    ...webHeaders(),
    'cache-control': path.startsWith(`/${fixedFolder}/`) ? cacheControl.fixed : cacheControl.others,
    etag: file.etag,
    ...(file.text && { vary: 'accept-encoding' }),
  };
  if (knows(request, file.etag)) return { status: 304, headers, body: '' };
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': file.contentType,
      ...(encoding && { 'content-encoding': encoding }),
    },
    body: await file.body(encoding),
  };
}

/**
 * Serves the client that is built in `folder`: files by their path, `index.html` for every path without a file name, and
 * nothing for other methods than GET and HEAD. The folder may come, go and change while it runs.
 */
export function createWebClient(folder: string): WebClient {
  const files = new BuiltFiles(folder);
  const others = [...apiPaths, ...runtimePaths];
  return {
    serves: (request) => !others.some((pattern) => matches(pattern, pathOf(request))),

    async answer(request) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return plain(405, 'Pages and files can only be read (GET, HEAD).', { allow: 'GET, HEAD' });
      }
      const sent = pathOf(request);
      const path = isPage(sent) ? '/index.html' : decodePath(sent);
      if (path === undefined) return plain(400, 'The address is not valid percent-encoding.');
      const file = await files.find(path);
      if (file !== undefined) return fileReply(request, path, file);
      return isPage(sent) ? notBuilt() : plain(404, 'There is no such file.');
    },
  };
}
