import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Totals } from '../../local/metrics/totals.ts';
import { processUpload } from '../../shared/media/index.ts';
import { settle } from '../../shared/media/settle.ts';
import { limits, type MediaUpload, type UploadParts } from '../../shared/protocol/index.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import { ManualSchedule } from '../support/backend/manual-schedule.ts';
import { aroundReads } from '../support/faults/around-reads.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startBackend, problem } from '../support/backend/runtime.ts';
import { postForm, uploaderOf, type FileToUpload } from '../support/backend/uploads.ts';
import { bombPng, emptyZip, movingGif, mp4, picture, testVirus, wav } from '../support/sample-files.ts';

async function world(overrides: Parameters<typeof startBackend>[0] = {}) {
  const backend = await startBackend({ env: { DYNAMODB_STREAM: 'on' }, ...overrides });
  const ann = await backend.person('ann');
  return { backend, ann, ...uploaderOf(backend, ann) };
}

const download = (url: string | undefined) => fetch(url ?? '');
const hello = Buffer.from('Hello');

describe('an upload', () => {
  it('of a picture becomes ready upright, without its metadata, with smaller ones and a placeholder', async () => {
    const { upload } = await world();
    const bytes = await picture(1200, 800)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'Ann' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const ready = await upload({ name: 'Brighton.JPG', contentType: 'image/jpg', bytes });
    expect(ready).toMatchObject({
      ...{ kind: 'image', name: 'Brighton.JPG', contentType: 'image/jpeg', state: 'ready' },
      ...{ width: 800, height: 1200, thumbnails: [320, 960] },
    });
    expect(ready.placeholder).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const original = await download(ready.urls?.original);
    expect(original.headers.get('content-disposition')).toMatch(/^inline/);
    const { exif, orientation, ...seen } = await sharp(await original.bytes()).metadata();
    expect(seen).toMatchObject({ format: 'jpeg', width: 800, height: 1200 });
    expect([exif, orientation]).toEqual([undefined, undefined]);
    const small = await (await download(ready.urls?.thumbnails['320'])).bytes();
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 320, height: 480 });
  });

  it('that is looked at by two at once stays what the first found', async () => {
    const { backend, upload, settled } = await world();
    const { id, state } = await upload({ bytes: hello });
    expect(state).toBe('ready');
    expect(await settle(backend.runtime.app, { id }, 'unreadable')).toBe(true);
    const after = await settled(id);
    expect(after.state).toBe('ready');
    expect(await (await download(after.urls?.original)).text()).toBe('Hello');
  });

  it('of a GIF that moves keeps moving, and one that is small is not enlarged', async () => {
    const { upload } = await world();
    const ready = await upload({ contentType: 'image/gif', bytes: await movingGif(60, 40, 3) });
    expect(ready).toMatchObject({ state: 'ready', animated: true, width: 60, height: 40, thumbnails: [320] });
    const original = await (await download(ready.urls?.original)).bytes();
    expect(await sharp(original).metadata()).toMatchObject({ format: 'gif', pages: 3 });
    const small = await (await download(ready.urls?.thumbnails['320'])).bytes();
    expect((await sharp(small).metadata()).width).toBe(60);
  });

  it('of a page is downloaded as it was uploaded, under a name that does not mislead, and never shown', async () => {
    const { upload } = await world();
    const bytes = Buffer.from('<html><script>alert(1)</script></html>');
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    const name = `../../etc/pass\u0000wd\u202Elmth.${'x'.repeat(1_000 - 30)}.pdf`;
    const ready = await upload({ name, contentType: 'text/html', bytes, sha256 });
    expect(ready).toMatchObject({ state: 'ready', kind: 'document' });
    expect(ready.name).toMatch(/^passwdlmth\.x+\.html$/);
    expect([...ready.name]).toHaveLength(limits.shownFileNameCharacters);
    const original = await download(ready.urls?.original);
    expect(original.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(Buffer.from(await original.bytes())).toEqual(bytes);
  });

  it('of a recording is measured by its container, and a video gets its pictures from the poster', async () => {
    const { upload, create, call, settled } = await world();
    const waveform = [0, 10, 31];
    const sound = await upload({ contentType: 'audio/wav', bytes: wav(2), preview: { waveform } });
    expect(sound).toMatchObject({ state: 'ready', kind: 'audio', durationSeconds: 2, waveform });

    const bytes = await mp4(640, 360, 3);
    const picturesOf = await picture(640, 360).webp().toBuffer();
    const poster = { contentType: 'image/webp' as const, size: picturesOf.byteLength };
    const begun = (
      await create({ contentType: 'video/mp4', bytes, poster, preview: { durationSeconds: 99 } })
    ).body;
    if (!('fields' in begun.upload) || !begun.poster) throw new Error('two forms');
    await postForm(begun.poster, picturesOf);
    await postForm(begun.upload, bytes);
    await call('POST', `/${begun.id}/complete`, {});
    expect(await settled(begun.id)).toMatchObject({
      ...{ state: 'ready', kind: 'video', width: 640, height: 360, durationSeconds: 3 },
    });
    await expect.poll(async () => (await settled(begun.id)).thumbnails).toEqual([320, 960]);
  });

  it('that is not what was announced, or is dangerous, ends as refused, and nothing of it stays', async () => {
    const { upload, backend } = await world();
    const { objects } = backend.runtime.app;
    const jpeg = await picture(600, 400).jpeg().toBuffer();
    const png = await picture(60, 40).png().toBuffer();
    const page = Buffer.from('<html></html>');
    const cases: [string, FileToUpload][] = [
      ['ambiguous_content', { contentType: 'image/png', bytes: Buffer.concat([png, emptyZip]) }],
      [
        'ambiguous_content',
        { contentType: 'image/png', purpose: 'avatar', bytes: Buffer.concat([png, emptyZip]) },
      ],
      ['too_many_pixels', { contentType: 'image/png', bytes: bombPng(40_000, 40_000) }],
      ['type_mismatch', { contentType: 'image/png', bytes: jpeg }],
      ['type_mismatch', { contentType: 'image/png', bytes: page }],
      ['type_mismatch', { contentType: 'application/pdf', bytes: page }],
      ['type_mismatch', { contentType: 'text/plain', bytes: Buffer.from('MZ\u0000\u0001program') }],
      ['type_mismatch', { contentType: 'audio/mp4', bytes: await mp4(64, 36, 1) }],
      ['unreadable', { contentType: 'image/jpeg', bytes: jpeg.subarray(0, jpeg.length / 2) }],
      ['unreadable', { contentType: 'audio/wav', bytes: wav(1).subarray(0, 20) }],
    ];
    expect(bombPng(40_000, 40_000).byteLength).toBeLessThan(1_024);
    for (const [refusal, file] of cases) {
      const refused = await upload(file);
      expect.soft(refused, refusal).toMatchObject({ state: 'refused', refusal, urls: null });
      const { id } = refused;
      const left = async () => [
        await objects.head(`uploads/${id}`),
        await objects.head(`media/${id}/original`),
      ];
      await expect.poll(left).toEqual([undefined, undefined]);
    }
  });
});

describe('a store that is down', () => {
  it.each(['notes', 'sound', 'picture'])(
    'while %s are looked at refuses nothing: it is done later',
    async (what) => {
      const timers = new ManualSchedule();
      const outage = { failures: 0, isOn: true };
      const { begin, complete, call, settled } = await world({
        schedule: timers.schedule,
        wrapPorts: (ports) => ({
          ...ports,
          objects: aroundReads(ports.objects, (read) => {
            if (!outage.isOn) return read();
            outage.failures += 1;
            return Promise.reject(new Unavailable('The store', undefined));
          }),
        }),
      });
      const files: Record<string, FileToUpload> = {
        notes: { bytes: hello },
        sound: { contentType: 'audio/wav', bytes: wav(1) },
        picture: { contentType: 'image/png', bytes: await picture(8, 8).png().toBuffer() },
      };
      const id = await begin(files[what] ?? { bytes: hello });
      expect((await complete(id)).status).toBe(200);
      await expect.poll(() => outage.failures).toBeGreaterThan(0);
      expect((await call('GET', `/${id}`)).body).toMatchObject({ state: 'checking' });
      outage.isOn = false;
      await expect.poll(() => timers.due).not.toEqual([]);
      timers.advance(60_000);
      expect(await settled(id)).toMatchObject({ state: 'ready' });
    },
  );
});

describe('beginning an upload', () => {
  it('is refused for types that are not allowed, sizes above the limit, and beyond the volume of a day', async () => {
    const clock = new ManualClock(Date.UTC(2026, 10, 30, 23));
    const { create } = await world({ clock });
    const of = (size: number, contentType: string, more: object = {}) =>
      create({ bytes: hello, size, contentType, ...more });
    const program = await of(5, 'application/x-msdownload');
    expect(problem(program)).toMatchObject({ status: 415, code: 'media_type_not_allowed' });
    expect(program.body).toHaveProperty('detail', expect.stringContaining('application/x-msdownload'));
    expect(problem(await of(5, 'text/plain', { purpose: 'avatar' }))).toMatchObject({ status: 415 });
    expect(problem(await of(limits.mediaBytes.image + 1, 'image/png'))).toMatchObject({
      ...{ status: 413, code: 'media_too_large' },
    });
    const most = limits.mediaBytes.video;
    const begun = await Promise.all(Array.from({ length: 8 }, () => of(most, 'video/mp4')));
    expect(begun.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 429, 429, 429]);
    const refused = await of(most, 'video/mp4');
    expect(problem(refused)).toMatchObject({ status: 429, code: 'media_quota_exceeded' });
    expect(refused.headers.get('retry-after')).toBe('3600');
  });

  it('of a large file gives addresses of parts, and again of those that are missing', async () => {
    const { create, call, complete } = await world();
    const size = limits.wholeUploadBytes + 5;
    const { body } = await create({ bytes: hello, size, contentType: 'video/mp4' });
    if (!('parts' in body.upload)) throw new Error('a form');
    const { parts } = body.upload;
    expect(parts.map((part) => part.size)).toEqual([
      ...[limits.partBytes, limits.partBytes, limits.partBytes, size - 3 * limits.partBytes],
    ]);
    const last = parts.at(-1);
    const sent = await fetch(last?.url ?? '', { method: 'PUT', body: new Uint8Array(last?.size ?? 0) });
    expect(sent.ok).toBe(true);
    const missing = await call<UploadParts>('POST', `/${body.id}/parts`);
    expect(missing.body).toMatchObject({ done: [4], partSize: limits.partBytes });
    expect(missing.body.parts.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(problem(await complete(body.id))).toMatchObject({ status: 409, code: 'media_not_uploaded' });
    const { body: small } = await create({ bytes: hello });
    expect(problem(await call('POST', `/${small.id}/parts`))).toMatchObject({ code: 'not_in_parts' });
  });
});

describe('completing', () => {
  it('is done once, by the owner, after the upload, and within a day', async () => {
    const clock = new ManualClock();
    const { backend, create, begin, complete, call, settled } = await world({
      clock,
      config: { accessTokenSeconds: 3 * 24 * 3_600 },
    });
    const { body: empty } = await create({ bytes: hello });
    expect(problem(await complete(empty.id))).toMatchObject({ status: 409, code: 'media_not_uploaded' });
    const id = await begin({ bytes: hello });
    const bob = uploaderOf(backend, await backend.person('bob'));
    expect(problem(await bob.complete(id))).toMatchObject({ status: 404, code: 'media_not_found' });
    expect(problem(await bob.call('GET', `/${id}`))).toMatchObject({ code: 'media_not_found' });
    expect((await bob.call('GET', `?ids=${id},med_x`)).body).toEqual({ items: [] });
    expect(problem(await bob.call('DELETE', `/${id}`))).toMatchObject({ code: 'media_not_found' });
    const both = await Promise.all([complete(id), complete(id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(problem(await complete(id))).toMatchObject({ status: 409, code: 'already_completed' });

    // the store may report an upload more than once, and while it is completed
    const racing = await begin({ bytes: hello });
    const { app } = backend.runtime;
    const twice = [processUpload(app, racing), processUpload(app, racing)];
    const [completed] = await Promise.all([complete(racing), ...twice]);
    expect(completed.status).toBe(200);
    expect((await settled(racing)).state).toBe('ready');
    expect(problem(await complete(racing))).toMatchObject({ code: 'already_completed' });

    clock.advance(24 * 3_600_000);
    expect(problem(await complete(empty.id))).toMatchObject({ status: 410, code: 'upload_expired' });
    expect(problem(await call('GET', `/${id}`))).toMatchObject({ code: 'media_not_found' });
  });
});

describe('a search for malware', () => {
  it('that finds something blocks the file', async () => {
    const { upload, backend } = await world();
    const bytes = Buffer.concat([Buffer.alloc(70_000, 'a'), testVirus]);
    const found = await upload({ bytes });
    expect(found).toMatchObject({ state: 'blocked', urls: null });
    const { objects } = backend.runtime.app;
    await expect.poll(() => objects.head(`media/${found.id}/original`)).toBeUndefined();
  });

  it('that is pending keeps addresses back until its result', async () => {
    const { upload, backend, settled } = await world({
      wrapPorts: (ports) => ({ ...ports, scanner: { scan: () => Promise.resolve('pending') } }),
    });
    const resultOf = (id: string, scanResultStatus: string, object = 'original') =>
      backend.scanned({
        detail: {
          s3ObjectDetails: { bucketName: 'local', objectKey: `media/${id}/${object}` },
          scanStatus: 'COMPLETED',
          scanResultDetails: { scanResultStatus },
        },
      });
    const [clean, bad] = [await upload({ bytes: hello }), await upload({ bytes: hello })];
    expect(clean).toMatchObject({ state: 'scanning', urls: null, expiresAt: null });
    for (const [result, object] of [
      ['NO_THREATS_FOUND', '320.webp'],
      ['FAILED', 'original'],
    ] as const) {
      await resultOf(clean.id, result, object);
      expect(await settled(clean.id), result).toMatchObject({ state: 'scanning' });
    }
    await resultOf(clean.id, 'NO_THREATS_FOUND');
    expect(await settled(clean.id)).toMatchObject({ state: 'ready' });
    await resultOf(bad.id, 'THREATS_FOUND');
    // a late word that it is clean changes nothing
    await resultOf(bad.id, 'NO_THREATS_FOUND');
    expect(await settled(bad.id)).toMatchObject({ state: 'blocked', urls: null });
  });
});

describe('a file that is taken back', () => {
  it('goes with its objects, and is counted', async () => {
    const metrics = new Totals();
    const { upload, call, backend } = await world({ wrapPorts: (ports) => ({ ...ports, metrics }) });
    const { id } = await upload({ bytes: hello });
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect(problem(await call('GET', `/${id}`))).toMatchObject({ code: 'media_not_found' });
    expect(problem(await call('DELETE', `/${id}`))).toMatchObject({ code: 'media_not_found' });
    const { objects } = backend.runtime.app;
    await expect.poll(() => objects.head(`media/${id}/original`), { timeout: 15_000 }).toBeUndefined();
    expect(metrics.sums()).toMatchObject({ MediaExpired: 1 });
  });

  it('while it is being uploaded leaves nothing behind', async () => {
    const { create, call, backend } = await world();
    const { body } = await create({ bytes: hello });
    await call('DELETE', `/${body.id}`);
    const { upload } = body as MediaUpload & { upload: { url: string; fields: Record<string, string> } };
    await postForm(upload, hello);
    const { objects } = backend.runtime.app;
    await expect.poll(() => objects.head(`uploads/${body.id}`)).toBeUndefined();
  });
});
