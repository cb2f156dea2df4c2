import { once } from 'node:events';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { webHeaders } from '../../shared/platform/web-hosting.ts';
import { startBackend, temporaryFolder } from '../support/backend/runtime.ts';

const page = '<!doctype html><title>ChatFlow</title>';
const script = `console.log('${'long enough to be worth it '.repeat(40)}');`;

/** The local runtime with a built client of a few files. `get` sends the path as it is; `fetch` would tidy it. */
async function start(files: Record<string, string> = {}) {
  const folder = join(await temporaryFolder(), 'dist');
  const write = async (name: string, content: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  const built = {
    'index.html': page,
    'sw.js': '// worker',
    'theme.js': '// theme',
    'manifest.webmanifest': '{"name":"ChatFlow"}',
    'assets/index-abc.js': script,
    'assets/index-abc.css': 'p{}',
    'assets/inter.woff2': 'font',
    'assets/ünï.js': '1',
    'icon.svg': '<svg/>',
    'notes.unknown': '?',
    '.built-from': 'secret',
    ...files,
  };
  for (const [name, content] of Object.entries(built)) await write(name, content);
  await writeFile(join(folder, '../outside.js'), 'outside');
  const backend = await startBackend({ env: { WEB: 'on' }, webFolder: folder });
  async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const call = request({ host: '127.0.0.1', port: backend.runtime.port, path, headers, method });
    call.end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const bytes = await buffer(response);
    return { status: response.statusCode, headers: response.headers, bytes, body: bytes.toString() };
  }
  return { folder, write, get, backend };
}

describe('the web client', () => {
  it('comes with the type of each file, and with the headers that protect the page', async () => {
    const { get } = await start();
    const types = {
      '/': 'text/html; charset=utf-8',
      '/sw.js': 'text/javascript; charset=utf-8',
      '/manifest.webmanifest': 'application/manifest+json; charset=utf-8',
      '/assets/index-abc.css': 'text/css; charset=utf-8',
      '/assets/inter.woff2': 'font/woff2',
      '/assets/%C3%BCn%C3%AF.js': 'text/javascript; charset=utf-8',
      '/icon.svg': 'image/svg+xml; charset=utf-8',
      '/notes.unknown': 'application/octet-stream',
    };
    for (const [path, type] of Object.entries(types)) {
      const { status, headers } = await get(path);
      expect.soft({ status, type: headers['content-type'] }, path).toEqual({ status: 200, type });
      expect.soft(headers, path).toMatchObject(webHeaders());
    }
    const policy = webHeaders()['content-security-policy'];
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('is kept for good where names carry a hash, and asked for again everywhere else', async () => {
    const { get } = await start();
    const kept = async (path: string) => (await get(path)).headers['cache-control'];
    expect(await kept('/assets/index-abc.js')).toBe('public, max-age=31536000, immutable');
    for (const path of ['/', '/c/1', '/index.html', '/sw.js', '/theme.js', '/manifest.webmanifest'])
      expect.soft(await kept(path), path).toBe('no-cache');
    for (const path of ['/missing.js', '/assets/missing.js'])
      expect.soft(await kept(path), path).toBe('no-store');
  });

  it('shows the page for every path without a file name', async () => {
    const { get } = await start();
    for (const path of [
      '/?a=b.c',
      '/c/123',
      '/settings/',
      '/assets',
      '/a/../b',
      '//host',
      '/v1',
      '/V1/health',
      '/ws/',
    ])
      expect.soft(await get(path), path).toMatchObject({ status: 200, body: page });
  });

  it('leaves the APIs to the functions', async () => {
    const { get } = await start();
    expect(await get('/v1/health')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect((await get('/.well-known/jwks.json')).body).toContain('"keys"');
    for (const path of ['/v1/nothing', '/ws', '/_local/nothing', '/.well-known/x.js'])
      expect.soft((await get(path)).headers['content-type'], path).toBe('application/problem+json');
    expect((await get('/@connections/x')).status).toBe(410);
  });

  it('says 404 for a file that is not there, and shows nothing outside its folder or hidden in it', async () => {
    const { get, folder } = await start();
    await mkdir(join(folder, 'folder.d'));
    const paths = [
      '/missing.js',
      '/assets/missing.js',
      '/index.html/x.js',
      '/folder.d',
      '/../outside.js',
      '/assets/../../outside.js',
      '/%2e%2e/outside.js',
      '/..%2foutside.js',
      '/assets/..%2f..%2foutside.js',
      '/..%5coutside.js',
      '/C:%5coutside.js',
      '/.built-from',
      '/assets/%2e%2e/.built-from',
      '/a%00.js',
      `/${'x'.repeat(5000)}.js`,
      '//etc/passwd.txt',
      'http://other.example/missing.js',
    ];
    for (const path of paths) {
      const { status, headers, body } = await get(path);
      expect.soft({ status, body }, path).toEqual({ status: 404, body: 'There is no such file.\n' });
      expect
        .soft(headers, path)
        .toMatchObject({ ...webHeaders(), 'content-type': 'text/plain; charset=utf-8' });
    }
    for (const path of ['/%.js', '/%zz.js', '/%c3%28.js'])
      expect.soft((await get(path)).status, path).toBe(400);
  });

  it('answers GET and HEAD alone', async () => {
    const { get } = await start();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      const { status, headers } = await get('/', {}, method);
      expect.soft({ status, allow: headers.allow }, method).toEqual({ status: 405, allow: 'GET, HEAD' });
    }
    const head = await get('/', {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(page.length));
  });

  it('is not sent again to a browser that has it', async () => {
    const { get, write } = await start();
    const { headers } = await get('/');
    const etag = String(headers.etag);
    for (const tags of [etag, `"other", ${etag}`, etag.slice(2), '*']) {
      const again = await get('/c/1', { 'if-none-match': tags });
      expect.soft(again, tags).toMatchObject({ status: 304, body: '' });
      expect.soft(again.headers, tags).toMatchObject({ etag, 'cache-control': 'no-cache' });
    }
    expect((await get('/', { 'if-none-match': 'W/"other"' })).status).toBe(200);
    await write('index.html', `${page}<p>new`);
    const changed = await get('/', { 'if-none-match': etag });
    expect(changed).toMatchObject({ status: 200, body: `${page}<p>new` });
    expect(changed.headers.etag).not.toBe(etag);
  });

  it('is compressed as the browser likes it', async () => {
    const { get } = await start();
    const path = '/assets/index-abc.js';
    const as = async (accepted: string) => {
      const { headers, bytes } = await get(path, { 'accept-encoding': accepted });
      expect(headers.vary).toBe('accept-encoding');
      return { encoding: headers['content-encoding'], bytes };
    };
    const brotli = await as('gzip, deflate, br, zstd');
    expect(brotli.encoding).toBe('br');
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(script);
    const gzip = await as('br;q=0, GZIP;q=0.5');
    expect(gzip.encoding).toBe('gzip');
    expect(gunzipSync(gzip.bytes).toString()).toBe(script);
    expect((await as('identity')).bytes.toString()).toBe(script);
    const font = await get('/assets/inter.woff2', { 'accept-encoding': 'br' });
    expect(font.headers).not.toHaveProperty('content-encoding');
  });

  it.skipIf(process.platform === 'win32')('that cannot be read is an error without details', async () => {
    const { get, folder } = await start();
    await symlink('loop.js', join(folder, 'loop.js'));
    const { status, headers, body } = await get('/loop.js');
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 500,
      type: 'application/problem+json',
    });
    expect(body).not.toContain('loop');
  });

  it('is announced as not built yet where it is missing, and there as soon as it is', async () => {
    const { get, folder, write } = await start();
    await rm(folder, { recursive: true });
    const missing = await get('/');
    expect(missing.status).toBe(503);
    expect(missing.headers).toMatchObject({ refresh: '3', 'cache-control': 'no-store' });
    expect(missing.body).toContain('npm run build:web');
    expect((await get('/assets/index-abc.js')).status).toBe(404);
    expect((await get('/v1/health')).status).toBe(200);
    await write('index.html', page);
    expect(await get('/')).toMatchObject({ status: 200, body: page });
  });

  it('is nowhere with WEB=off', async () => {
    const { call } = await startBackend();
    expect((await call('GET', '/')).headers.get('content-type')).toBe('application/problem+json');
  });
});
