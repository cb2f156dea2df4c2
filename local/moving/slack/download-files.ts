import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isAdmitted, type FormatAttachment } from '../../../shared/app.ts';
import { hashOf } from '../export-folder.ts';
import type { SlackFiles } from './slack-export.ts';

/** Where Slack keeps files. The token in their addresses, and the files, come from nowhere else. */
const hosts = /(^|\.)slack\.com$|^files\.slack-edge\.com$/;
const mostRedirects = 3;

/**
 * Downloads the files of an export into a folder, each once; one that could not be downloaded stays out until the folder is removed, so
 * that an import which is done again is the same.
 */
export function slackDownloads(
  folder: string,
  { fetch, say }: { fetch: typeof globalThis.fetch; say: (line: string) => void },
): SlackFiles {
  const nameFor = (url: string) => createHash('sha256').update(withoutQuery(url)).digest('hex');

  async function downloaded(url: string, size: number): Promise<string | undefined> {
    const path = join(folder, nameFor(url));
    if (await exists(path)) return path;
    if (await exists(`${path}.failed`)) return undefined;
    await mkdir(folder, { recursive: true });
    try {
      const body = await get(fetch, url);
      await pipeline(Readable.fromWeb(body), exactly(size), createWriteStream(`${path}.part`));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(`${withoutQuery(url)} could not be downloaded: ${reason}`);
      await writeFile(`${path}.failed`, `${reason}\n`);
      return undefined;
    }
    await rename(`${path}.part`, path);
    return path;
  }

  return {
    async located(attachment: FormatAttachment) {
      const { url, size } = attachment;
      if (url === undefined || !isAdmitted(attachment) || !isOfSlack(url)) return attachment;
      const path = await downloaded(url, size);
      return path === undefined ? attachment : { ...attachment, path, sha256: await hashOf(path) };
    },
    // it was downloaded here, and is not named by the export
    pathOf: ({ path }) => Promise.resolve(path),
  };
}

export function isOfSlack(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' && url.port === '' && url.username === '' && hosts.test(url.hostname);
}

/** Follows redirects by hand, as each has to lead to Slack too. */
async function get(
  fetch: typeof globalThis.fetch,
  address: string,
): Promise<Parameters<typeof Readable.fromWeb>[0]> {
  let url = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    if (!isOfSlack(url)) throw new Error('the address leads away from Slack');
    const response = await fetch(url, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      url = new URL(location, url).href;
      continue;
    }
    if (!response.ok || !response.body) throw new Error(`Slack answered with status ${response.status}`);
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      throw new Error('Slack answered with a page to sign in: the token of the export is over');
    }
    return response.body as Parameters<typeof Readable.fromWeb>[0];
  }
  throw new Error('too many redirects');
}

/** Passes bytes on, and fails where there are not as many as the export says. */
function exactly(size: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      passed += chunk.byteLength;
      done(passed > size ? new Error('the file is larger than the export says') : null, chunk);
    },
    flush(done) {
      done(passed === size ? null : new Error('the file is smaller than the export says'));
    },
  });
}

const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '');

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
