import { gzipSync, brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createPageReader } from '../../../../shared/platform/pages/page-reader.ts';
import { strictPolicy } from '../../../../shared/platform/pages/page-policy.ts';
import { picture } from '../../../support/sample-files.ts';
import { file, html, redirect, webSite } from '../../../support/backend/web-site.ts';

const page = '<meta property="og:title" content="A page"><meta property="og:image" content="/picture">';
const metadata = 'http://169.254.169.254/latest/meta-data/';

describe('a page', () => {
  it('is read with its picture, without cookies and a referrer', async () => {
    const bytes = await picture(40, 20).png().toBuffer();
    const site = await webSite({
      '/': html(page, { 'set-cookie': 'a=b' }),
      '/picture': file(bytes, 'text/plain'),
    });
    expect(await site.reader.fetch(site.url('/'))).toEqual({
      title: 'A page',
      picture: { contentType: 'image/png', bytes },
    });
    expect(site.requests.map(({ path }) => path)).toEqual(['/', '/picture']);
    for (const { headers } of site.requests) {
      expect(headers['user-agent']).toContain('ChatFlow');
      expect(Object.keys(headers).sort()).toEqual([
        'accept',
        'accept-encoding',
        'accept-language',
        'connection',
        'host',
        'user-agent',
      ]);
    }
  });

  it('is read where redirects lead, up to four of them', async () => {
    const site = await webSite({ '/5': html(page) });
    for (const hop of [0, 1, 2, 3, 4])
      site.add(`/${hop}`, redirect(hop % 2 ? `/${hop + 1}` : site.url(`/${hop + 1}`)));
    expect(await site.reader.fetch(site.url('/1'))).toEqual({ title: 'A page' });
    expect(await site.reader.fetch(site.url('/0'))).toBe('too_many_redirects');
    site.add('/round', redirect('/round'));
    expect(await site.reader.fetch(site.url('/round'))).toBe('too_many_redirects');
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is read where it is compressed (%s)', async (encoding, compress) => {
    const site = await webSite({
      '/': (response) =>
        response
          .writeHead(200, { 'content-type': 'text/html', 'content-encoding': encoding })
          .end(compress('<title>Small</title>')),
    });
    expect(await site.reader.fetch(site.url('/'))).toEqual({ title: 'Small' });
  });

  it('that says nothing, is no HTML, or is not there, is refused with the reason', async () => {
    const site = await webSite({
      '/blank': html('<title> </title>'),
      '/json': file(Buffer.from('{}'), 'application/json'),
      '/svg': file(Buffer.from('<svg/>'), 'image/svg+xml'),
      '/nothing': (response) => response.writeHead(204).end(),
      '/broken': (response) =>
        response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end('no gzip'),
      '/odd': html('<title>x</title>', { 'content-encoding': 'zstd' }),
      '/nowhere': (response) => response.writeHead(302).end(),
      '/gone': (response) => response.destroy(),
    });
    const read = (path: string) => site.reader.fetch(site.url(path));
    expect(await read('/blank')).toBe('nothing_to_show');
    expect(await read('/json')).toBe('no_page');
    expect(await read('/svg')).toBe('no_page');
    expect(await read('/broken')).toBe('unreadable');
    expect(await read('/odd')).toBe('unreadable');
    for (const path of ['/missing', '/nothing', '/nowhere', '/gone'])
      expect(await read(path)).toBe('unreachable');
  });
});

describe('a page that leads to what is not public', () => {
  it('is refused, by the redirect and by the picture', async () => {
    const site = await webSite({
      '/redirect': redirect(metadata),
      '/relative': redirect('//169.254.169.254/'),
      '/file': redirect('file:///etc/passwd'),
      '/picture-there': html(`<title>A page</title><meta property="og:image" content="${metadata}">`),
      '/picture-redirect': html('<title>A page</title><meta property="og:image" content="/redirect">'),
    });
    for (const path of ['/redirect', '/relative', '/file'])
      expect(await site.reader.fetch(site.url(path))).toBe('not_allowed');
    expect(await site.reader.fetch(site.url('/picture-there'))).toEqual({ title: 'A page' });
    expect(await site.reader.fetch(site.url('/picture-redirect'))).toEqual({ title: 'A page' });
  });

  it('is refused where one of the addresses of its name is private', async () => {
    const site = await webSite({ '/': html(page) });
    const reader = createPageReader({
      ...site.policy,
      resolve: () =>
        Promise.resolve([
          { address: '127.0.0.1', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ]),
    });
    expect(await reader.fetch(site.url('/'))).toBe('not_allowed');
    expect(site.requests).toEqual([]);
  });

  it('is read from the address that was checked, whatever its name stands for a moment later', async () => {
    const site = await webSite({ '/': redirect('/again'), '/again': html(page) });
    let asked = 0;
    const reader = createPageReader({
      ...site.policy,
      // the answer turns private after the first time
      resolve: () => {
        asked += 1;
        return Promise.resolve([{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
      },
    });
    expect(await reader.fetch(site.url('/'))).toBe('not_allowed');
    // once for each hop: connecting asked no one again
    expect(asked).toBe(2);
    expect(site.requests.map(({ path }) => path)).toEqual(['/']);
  });

  it('is not reached by the strict policy, though a server listens there', async () => {
    const site = await webSite({ '/': html(page) });
    const strict = createPageReader({ ...strictPolicy, isPort: () => true });
    for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', 'localhost'])
      expect(await strict.fetch(`http://${host}:${site.port}/`)).toBe('not_allowed');
    const named = createPageReader({ ...strictPolicy, isPort: () => true, resolve: site.policy.resolve });
    expect(await named.fetch(site.url('/'))).toBe('not_allowed');
    expect(await createPageReader().fetch(`http://8.8.8.8:${site.port}/`)).toBe('not_allowed');
    expect(site.requests).toEqual([]);
  });
});

describe('a page without end', () => {
  it('is read as far as its limit', async () => {
    let sent = 0;
    const site = await webSite({
      '/': (response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.write('<title>Endless</title>');
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(64 * 1024))) sent += 64;
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
    });
    expect(await site.reader.fetch(site.url('/'))).toEqual({ title: 'Endless' });
    // in KiB: no more than what was on its way
    expect(sent).toBeLessThan(16 * 1024);
  });

  it('is read as far as its limit where little becomes much', async () => {
    const bomb = gzipSync(`<title>Bomb</title>${'x'.repeat(200 * 1024 * 1024)}`);
    const site = await webSite({
      '/': (response) =>
        response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(bomb),
    });
    expect(await site.reader.fetch(site.url('/'))).toEqual({ title: 'Bomb' });
  });

  it('is given up where its server says nothing for too long', async () => {
    const site = await webSite({
      '/silent': () => undefined,
      '/half': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<title>Ha'),
    });
    const impatient = createPageReader({ ...site.policy, silenceMilliseconds: 50 });
    expect(await impatient.fetch(site.url('/silent'))).toBe('timed_out');
    expect(await impatient.fetch(site.url('/half'))).toBe('timed_out');
    const unanswered = createPageReader({
      ...site.policy,
      pageMilliseconds: 50,
      resolve: () => new Promise(() => undefined),
    });
    expect(await unanswered.fetch(site.url('/silent'))).toBe('timed_out');
  });

  it('is given up where its server says a little all the time', async () => {
    const site = await webSite({
      '/': (response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        const drip = setInterval(() => response.write('<p>'), 5);
        response.once('close', () => clearInterval(drip));
      },
    });
    const impatient = createPageReader({ ...site.policy, pageMilliseconds: 100 });
    expect(await impatient.fetch(site.url('/'))).toBe('timed_out');
  });

  it('is refused where its headers have none', async () => {
    const site = await webSite({ '/': html(page, { 'x-long': 'x'.repeat(20_000) }) });
    expect(await site.reader.fetch(site.url('/'))).toBe('unreachable');
  });
});

describe('a picture', () => {
  it('that is too large, is none, or does not come, is left out', async () => {
    const large = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(3 * 1024 * 1024)]);
    const site = await webSite({
      '/': html(page),
      '/large': html('<title>A page</title><meta property="og:image" content="/large.png">'),
      '/large.png': file(large, 'image/png'),
      '/unsaid': html('<title>A page</title><meta property="og:image" content="/unsaid.png">'),
      // its length is not said beforehand
      '/unsaid.png': (response) => {
        response.writeHead(200, { 'content-type': 'image/png' }).write(large.subarray(0, 100));
        response.end(large.subarray(100));
      },
      '/text': html('<title>A page</title><meta property="og:image" content="/text.png">'),
      '/text.png': file(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png'),
      '/odd': html('<title>A page</title><meta property="og:image" content="data:image/png;base64,AAAA">'),
    });
    for (const path of ['/large', '/unsaid', '/text', '/odd'])
      expect(await site.reader.fetch(site.url(path))).toEqual({ title: 'A page' });
    // not there at all
    expect(await site.reader.fetch(site.url('/'))).toEqual({ title: 'A page' });
  });
});
