import { expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import type { Ports } from '../../shared/platform/ports.ts';
import type { ChangesPage, Media, Message, OwnProfile, SentReply } from '../../shared/protocol/index.ts';
import { Totals } from '../../local/metrics/totals.ts';
import { expireMessage, previewLink } from '../../shared/messages/index.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import { eventually } from '../support/eventually.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { file, html, webSite } from '../support/backend/web-site.ts';
import { picture } from '../support/sample-files.ts';

type Site = Awaited<ReturnType<typeof webSite>>;

const page = (title: string) =>
  `<meta property="og:title" content="${title}"><meta property="og:description" content="About it">
   <meta property="og:site_name" content="Site"><meta property="og:image" content="/picture">`;

/** Two people in a conversation, on a backend that reads pages of one site. */
async function conversation(site: Site, overrides: Parameters<typeof startBackend>[0] = {}) {
  const { wrapPorts = (ports: Ports) => ports } = overrides;
  const metrics = new Totals();
  const backend = await startBackend({
    env: { DYNAMODB_STREAM: 'on' },
    ...overrides,
    config: { linkPreviews: 'on', ...overrides.config },
    wrapPorts: (ports) => wrapPorts({ ...ports, metrics, pages: site.reader }),
  });
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const path = `/v1/conversations/${id}`;
  const call = <T>(person: Person, method: string, at: string, body?: object) =>
    backend.call<T>(method, `${path}${at}`, { token: person.token, ...(body && { body }) });
  const get = async (person: Person, seq: number) =>
    (await call<Message>(person, 'GET', `/messages/${seq}`)).body;
  return {
    backend,
    metrics,
    ann,
    bob,
    id,
    call,
    get,
    send: async (person: Person, text: string, more: object = {}) =>
      (await call<SentReply>(person, 'POST', '/messages', { text, ...more })).body.seq,
    edit: (person: Person, seq: number, text: string) =>
      call<Message>(person, 'PATCH', `/messages/${seq}`, { text }),
    remove: (person: Person, seq: number) => call<Message>(person, 'DELETE', `/messages/${seq}/preview`),
    changes: async (person: Person, after: number) =>
      (await call<ChangesPage>(person, 'GET', `/changes?after=${after}`)).body,
    previewed: (person: Person, seq: number) =>
      eventually(async () => {
        const { preview } = await get(person, seq);
        if (!preview) throw new Error('no preview yet');
        return preview;
      }),
    /** Everything that was queued so far is done. */
    idle: () => backend.call('GET', '/_local/mail'),
  };
}

async function siteWithPicture() {
  const bytes = await picture(1_200, 630).jpeg().toBuffer();
  const site = await webSite({ '/picture': file(bytes, 'image/jpeg') });
  site.add('/a', html(page('Page A')));
  site.add('/b', html(page('Page B')));
  return site;
}

it('a link gets a preview with a picture, which all devices get, also one that was offline', async () => {
  const site = await siteWithPicture();
  const { backend, ann, bob, send, previewed, changes } = await conversation(site);
  const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
  const url = site.url('/a');
  const seq = await send(ann, `Read ${url}!`);
  const [event] = await bobs.events('message:updated', 1);
  expect(event).toMatchObject({
    seq,
    text: `Read ${url}!`,
    preview: { url, title: 'Page A', description: 'About it', siteName: 'Site', media: { kind: 'image' } },
    change: { type: 'preview', seq: seq + 1, messageSeq: seq, userId: ann.user.id },
    changeSeq: seq + 1,
  });
  // her other devices, and the one that sent, which asked over HTTP
  expect(await anns.events('message:updated', 1)).toMatchObject([{ seq, preview: { title: 'Page A' } }]);
  expect(await changes(bob, seq)).toMatchObject({
    items: [{ kind: 'change', change: { type: 'preview', messageSeq: seq } }],
    messages: [{ seq, preview: { title: 'Page A' } }],
  });
  const { media } = await previewed(bob, seq);
  const settled = await uploaderOf(backend, bob).settled(media?.id ?? '');
  expect(settled).toMatchObject({ state: 'ready', width: 1_200, height: 630, contentType: 'image/jpeg' });
  expect(await bobs.events('media:updated', 1)).toMatchObject([{ media: { id: media?.id, state: 'ready' } }]);
  expect((await fetch(settled.urls?.original ?? '')).status).toBe(200);
});

it('a stranger sees neither the preview nor its picture', async () => {
  const site = await siteWithPicture();
  const { backend, ann, call, send, previewed } = await conversation(site);
  const eve = await backend.person('eve');
  const seq = await send(ann, site.url('/a'));
  const { media } = await previewed(ann, seq);
  expect(problem(await call(eve, 'GET', `/messages/${seq}`)).status).toBe(404);
  const seen = await backend.call('GET', `/v1/media/${media?.id ?? ''}`, { token: eve.token });
  expect(problem(seen)).toMatchObject({ status: 404, code: 'media_not_found' });
});

it('nothing of a preview or its address stands in a table, a queue or the log', async () => {
  const site = await siteWithPicture();
  const queued: object[] = [];
  const logged: unknown[] = [];
  const { backend, ann, id, send, previewed } = await conversation(site, {
    wrapPorts: (ports) => ({
      ...ports,
      work: {
        add: (task, delay) => {
          queued.push(task);
          return ports.work.add(task, delay);
        },
      },
      log: Object.assign(Object.create(ports.log), {
        info: (...line: unknown[]) => logged.push(line),
        warn: (...line: unknown[]) => logged.push(line),
        error: (...line: unknown[]) => logged.push(line),
      }) as Ports['log'],
    }),
  });
  const seq = await send(ann, `${site.url('/a')} ${site.url('/missing')}`);
  await send(ann, site.url('/missing'));
  await previewed(ann, seq);
  await eventually(() => expect(logged).not.toEqual([]));
  const { durable } = backend.runtime.app;
  const item = await durable.get(keys.logEntry(id, seq));
  expect(item).toMatchObject({ previewKeyId: expect.any(String) as string });
  const stored = JSON.stringify(item, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(queued).toContainEqual({ type: 'preview-link', conversationId: id, seq, revision: 0 });
  for (const text of [stored, JSON.stringify(queued), JSON.stringify(logged)])
    for (const word of ['page.net', 'Page A', 'About it', '/missing']) expect(text).not.toContain(word);
});

it('a link to an address of the cloud’s own services is a message like others, and nothing is asked there', async () => {
  const site = await webSite();
  const asked: string[] = [];
  const { metrics, ann, bob, send, get, idle } = await conversation(site, {
    wrapPorts: (ports) => ({
      ...ports,
      pages: {
        fetch: (address) => {
          asked.push(address);
          return ports.pages.fetch(address);
        },
      },
    }),
  });
  const texts = [
    'http://169.254.169.254/',
    'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
    'https://none.page.net',
  ];
  for (const text of texts) {
    const seq = await send(ann, text);
    await idle();
    expect(await get(bob, seq)).toMatchObject({ text });
    expect(await get(bob, seq)).not.toHaveProperty('preview');
  }
  expect(asked).toEqual(texts);
  expect(site.requests).toEqual([]);
  expect(metrics.sums()).toMatchObject({ FailedLinkPreviews: 3 });
});

it('queued work that is delivered twice makes one preview', async () => {
  const site = await siteWithPicture();
  const { backend, ann, id, send, get, previewed, changes } = await conversation(site);
  const seq = await send(ann, site.url('/a'));
  await previewed(ann, seq);
  const { app } = backend.runtime;
  const task = { type: 'preview-link', conversationId: id, seq, revision: 0 };
  await Promise.all([app.work.add(task), app.work.add(task)]);
  await eventually(async () => expect((await get(ann, seq)).preview?.media?.state).toBe('ready'));
  expect((await changes(ann, seq)).items).toHaveLength(1);
  expect(site.requests.filter(({ path }) => path === '/a')).toHaveLength(1);
});

it('work that is done twice at the same time makes one preview', async () => {
  const site = await siteWithPicture();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let waiting = 0;
  const { backend, ann, id, send, previewed, changes } = await conversation(site, {
    wrapPorts: (ports) => ({
      ...ports,
      pages: {
        fetch: async (address) => {
          waiting += 1;
          await held;
          return ports.pages.fetch(address);
        },
      },
    }),
  });
  const seq = await send(ann, site.url('/a'));
  await backend.runtime.app.work.add({ type: 'preview-link', conversationId: id, seq, revision: 0 });
  await eventually(() => expect(waiting).toBe(2));
  release();
  await previewed(ann, seq);
  await eventually(() => expect(site.requests.filter(({ path }) => path === '/picture')).toHaveLength(2));
  await backend.call('GET', '/_local/mail');
  expect((await changes(ann, seq)).items).toHaveLength(1);
});

it('an edit keeps the preview of the same link, replaces that of another, and drops that of none', async () => {
  const site = await siteWithPicture();
  const { backend, ann, bob, send, edit, previewed, get, idle } = await conversation(site);
  const seq = await send(ann, site.url('/a'));
  const first = await previewed(ann, seq);
  expect((await edit(ann, seq, `Look: ${site.url('/a')}`)).body.preview).toMatchObject({ title: 'Page A' });
  await idle();
  expect(site.requests.filter(({ path }) => path === '/a')).toHaveLength(1);

  const bobs = await backend.socket(bob);
  expect((await edit(ann, seq, site.url('/b'))).body).not.toHaveProperty('preview');
  const [edited, next] = await bobs.events('message:updated', 2);
  expect(edited).not.toHaveProperty('preview');
  expect(next).toMatchObject({ preview: { title: 'Page B' }, change: { type: 'preview' } });
  const second = await previewed(ann, seq);
  const { app } = backend.runtime;
  expect(await app.durable.get(keys.media(first.media?.id ?? ''))).toBeUndefined();

  expect((await edit(ann, seq, 'Nothing to see')).body).not.toHaveProperty('preview');
  await idle();
  expect(await get(bob, seq)).not.toHaveProperty('preview');
  expect(await app.durable.get(keys.media(second.media?.id ?? ''))).toBeUndefined();
});

it('a text that gets a link by an edit gets a preview, and a text that changes while its page is read gets none of the old one', async () => {
  const site = await siteWithPicture();
  let held: (() => void) | undefined;
  const { ann, send, edit, previewed, get, idle } = await conversation(site, {
    wrapPorts: (ports) => ({
      ...ports,
      pages: {
        fetch: async (address) => {
          if (address.endsWith('/a')) await new Promise<void>((resolve) => (held = resolve));
          return ports.pages.fetch(address);
        },
      },
    }),
  });
  const seq = await send(ann, 'Nothing');
  await edit(ann, seq, site.url('/a'));
  await eventually(() => expect(held).toBeDefined());
  await edit(ann, seq, site.url('/b'));
  expect(await previewed(ann, seq)).toMatchObject({ title: 'Page B' });
  held?.();
  await idle();
  expect((await get(ann, seq)).preview).toMatchObject({ title: 'Page B' });
});

it('its author removes a preview for good, no one else does, and its picture goes', async () => {
  const site = await siteWithPicture();
  const { backend, ann, bob, send, edit, remove, previewed, get, idle, changes } = await conversation(site);
  const seq = await send(ann, site.url('/a'));
  const { media } = await previewed(ann, seq);
  await uploaderOf(backend, ann).settled(media?.id ?? '');
  expect(problem(await remove(bob, seq))).toMatchObject({ status: 403, code: 'forbidden' });
  const bobs = await backend.socket(bob);
  const removed = await remove(ann, seq);
  expect(removed.body).not.toHaveProperty('preview');
  const [event] = await bobs.events('message:updated', 1);
  expect(event).toMatchObject({ seq, change: { type: 'preview' } });
  expect(event).not.toHaveProperty('preview');
  expect((await remove(ann, seq)).body.changeSeq).toBe(removed.body.changeSeq);
  expect((await changes(bob, seq)).items).toHaveLength(2);
  const { app } = backend.runtime;
  expect(await app.durable.get(keys.media(media?.id ?? ''))).toBeUndefined();
  expect((await app.attachments.uses(media?.id ?? '')).length).toBe(0);
  await eventually(async () =>
    expect(await app.objects.head(`media/${media?.id ?? ''}/original`)).toBeUndefined(),
  );
  await edit(ann, seq, site.url('/b'));
  await idle();
  expect(await get(ann, seq)).not.toHaveProperty('preview');
  await backend.call('DELETE', `/v1/conversations/${removed.body.conversationId}/messages/${seq}`, {
    token: ann.token,
  });
  expect(problem(await remove(ann, seq))).toMatchObject({ status: 410, code: 'message_deleted' });
  expect(problem(await remove(ann, 999))).toMatchObject({ status: 404, code: 'message_not_found' });
});

it('a message that is deleted has no preview, and its picture goes with it', async () => {
  const site = await siteWithPicture();
  const { backend, ann, bob, send, call, previewed, get } = await conversation(site);
  const seq = await send(ann, site.url('/a'));
  const { media } = await previewed(ann, seq);
  await call(ann, 'DELETE', `/messages/${seq}`);
  expect(await get(bob, seq)).not.toHaveProperty('preview');
  const { durable } = backend.runtime.app;
  await eventually(async () => {
    expect(await durable.get(keys.media(media?.id ?? ''))).toBeUndefined();
    const left = await durable.get(keys.logEntry((await get(bob, seq)).conversationId, seq));
    for (const name of ['sealedPreview', 'previewKeyId', 'previewMedia'])
      expect(left).not.toHaveProperty(name);
  });
});

it('no page is read for who turned previews off, for one message, or for the whole deployment', async () => {
  const site = await siteWithPicture();
  const { backend, ann, bob, send, get, previewed, idle } = await conversation(site);
  const seq = await send(ann, site.url('/a'), { preview: false });
  const body = { privacy: { linkPreviews: false } };
  const profile = await backend.call<OwnProfile>('PATCH', '/v1/users/me', { token: ann.token, body });
  expect(profile.body.privacy).toMatchObject({ linkPreviews: false, forwards: 'everyone' });
  const second = await send(ann, site.url('/a'));
  await idle();
  for (const one of [seq, second]) expect(await get(bob, one)).not.toHaveProperty('preview');
  expect(site.requests).toEqual([]);
  // who they write to has previews of their own
  expect(await previewed(ann, await send(bob, site.url('/b')))).toMatchObject({ title: 'Page B' });

  const off = await conversation(site, { config: { linkPreviews: 'off' } });
  const third = await off.send(off.ann, site.url('/a'));
  await off.idle();
  expect(await off.get(off.ann, third)).not.toHaveProperty('preview');
});

it('after a block nothing more of a message reaches the other one', async () => {
  const site = await siteWithPicture();
  let held: (() => void) | undefined;
  const { backend, ann, bob, id, send, get, idle } = await conversation(site, {
    wrapPorts: (ports) => ({
      ...ports,
      pages: {
        fetch: async (address) => {
          await new Promise<void>((resolve) => (held = resolve));
          return ports.pages.fetch(address);
        },
      },
    }),
  });
  const seq = await send(ann, site.url('/a'));
  await eventually(() => expect(held).toBeDefined());
  await backend.call('PUT', `/v1/users/me/blocks/${ann.user.id}`, { token: bob.token });
  held?.();
  await idle();
  expect(await get(bob, seq)).not.toHaveProperty('preview');
  const asked = site.requests.length;
  await previewLink(backend.runtime.app, { conversationId: id, seq, revision: 0 });
  expect(site.requests).toHaveLength(asked);
});

it('a picture that is none leaves a preview without', async () => {
  const site = await siteWithPicture();
  // it begins as one, and is damaged
  site.add('/picture', file(Buffer.from('89504e470d0a1a0a00000000', 'hex'), 'image/png'));
  const { ann, send, get, previewed } = await conversation(site);
  const seq = await send(ann, site.url('/a'));
  await previewed(ann, seq);
  await eventually(async () => {
    expect((await get(ann, seq)).preview?.media).toMatchObject({ state: 'refused' } satisfies Partial<Media>);
  });
});

it('more previews than a person sends in a minute are refused, and the messages are sent', async () => {
  const site = await webSite({ '/a': html('<title>A</title>') });
  const { ann, send, get, idle } = await conversation(site, { config: { rateLimits: 'on' } });
  const seqs: number[] = [];
  for (let count = 0; count < 33; count += 1) seqs.push(await send(ann, site.url('/a')));
  await idle();
  await eventually(async () => {
    const all = await Promise.all(seqs.map((seq) => get(ann, seq)));
    expect(all.filter(({ preview }) => preview !== undefined).length).toBeGreaterThanOrEqual(30);
  });
  expect(site.requests.length).toBeLessThan(33);
});

it('given that pages cannot be read for now, the work is not done again; what was counted says so', async () => {
  const site = await siteWithPicture();
  const failures: number[] = [];
  const { backend, metrics, ann, id, send, get, idle } = await conversation(site, {
    wrapPorts: (ports) => ({
      ...ports,
      pages: {
        fetch: (address) => {
          failures.push(address.length);
          return Promise.reject(new Unavailable('The function that reads pages', new Error('busy')));
        },
      },
    }),
  });
  const seq = await send(ann, site.url('/a'));
  await idle();
  expect(await get(ann, seq)).not.toHaveProperty('preview');
  expect(failures).toHaveLength(1);
  expect(metrics.sums()).toMatchObject({ FailedLinkPreviews: 1 });
  const { app } = backend.runtime;
  // work that is no longer for anything
  await previewLink(app, { conversationId: id, seq: 999, revision: 0 });
  await previewLink(app, { conversationId: id, seq, revision: 1 });
  expect(failures).toHaveLength(1);
});

it('a reader of pages that says more than it may is cut to the bounds of the contract', async () => {
  const site = await siteWithPicture();
  const { ann, send, previewed } = await conversation(site, {
    wrapPorts: (ports) => ({
      ...ports,
      pages: {
        fetch: () =>
          Promise.resolve({
            title: `\u202e${'T'.repeat(1_000)}`,
            description: 'D\n'.repeat(1_000),
            siteName: 'S'.repeat(1_000),
          }),
      },
    }),
  });
  const { title, description = '', siteName = '' } = await previewed(ann, await send(ann, site.url('/a')));
  expect([title.length, description.length, siteName.length]).toEqual([200, 300, 100]);
  expect(title).toMatch(/^T+…$/);
});

it('a message that is written piece by piece gets its preview once it is whole', async () => {
  const site = await siteWithPicture();
  const { ann, call, previewed, idle } = await conversation(site);
  const opened = await call<SentReply>(ann, 'POST', '/messages/stream', { clientId: 'answer' });
  const { seq } = opened.body;
  await call(ann, 'POST', `/messages/${seq}/append`, { offset: 0, text: site.url('/b') });
  await idle();
  expect(site.requests).toEqual([]);
  const closed = await call<Message>(ann, 'POST', `/messages/${seq}/close`, { text: site.url('/a') });
  expect(closed.status).toBe(200);
  expect(await previewed(ann, seq)).toMatchObject({ title: 'Page A' });
});

it('a message that is forwarded gets a preview of its own, and a poll none', async () => {
  const site = await siteWithPicture();
  const { ann, id, call, send, previewed, remove, get, idle } = await conversation(site);
  const seq = await send(ann, site.url('/a'));
  const first = await previewed(ann, seq);
  await call(ann, 'POST', `/messages/${seq}/forward`, { to: [{ conversationId: id, clientId: 'f1' }] });
  const second = await previewed(ann, seq + 2);
  expect(second).toMatchObject({ title: 'Page A' });
  expect(second.media?.id).not.toBe(first.media?.id);
  await remove(ann, seq);
  expect(await get(ann, seq + 2)).toMatchObject({ preview: { title: 'Page A' } });
  await idle();
  const asked = site.requests.length;
  const poll = { question: site.url('/b'), options: [site.url('/a'), 'No'] };
  await call(ann, 'POST', '/messages', { text: '', poll });
  await idle();
  expect(site.requests).toHaveLength(asked);
});

it('a message that expires takes its preview and the picture of it along', async () => {
  const site = await siteWithPicture();
  let later = 0;
  const { backend, ann, bob, id, send, previewed } = await conversation(site, {
    clock: { now: () => Date.now() + later },
  });
  const seq = await send(ann, site.url('/a'), { expires: { seconds: 600, from: 'sending' } });
  const { media } = await previewed(bob, seq);
  const mediaId = media?.id ?? '';
  await uploaderOf(backend, bob).settled(mediaId);
  later = 601_000;
  const seen = await backend.call('GET', `/v1/media/${mediaId}`, { token: bob.token });
  expect(problem(seen)).toMatchObject({ status: 404, code: 'media_not_found' });
  const { app } = backend.runtime;
  await expireMessage(app, { conversationId: id, seq });
  await eventually(async () => expect(await app.durable.get(keys.media(mediaId))).toBeUndefined());
});
