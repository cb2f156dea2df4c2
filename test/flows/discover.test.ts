import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../client/index.ts';
import { keys } from '../../shared/keys.ts';
import { limits, type GroupPreview, type Page } from '../../shared/protocol/index.ts';
import { groupCalls, outcome } from '../support/backend/group-world.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const hour = 3_600_000;

/** Ann makes groups. Bob looks for them. */
async function start(env: NodeJS.ProcessEnv = {}) {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, env });
  const [ann, bob, cem] = (await backend.people('ann', 'bob', 'cem')) as [Person, Person, Person];
  const call = <T>(method: string, by: Person, path: string, body?: object) =>
    backend.call<T>(method, `/v1${path}`, { token: by.token, ...(body && { body }) });
  /** A public group, a second younger than the one before. */
  async function publicGroup(name: string, fields: object = {}, ...more: Person[]) {
    clock.advance(1_000);
    const { id } = await backend.conversation(ann, [cem, ...more], name);
    const group = groupCalls(backend, id);
    expect(outcome(await group.patch(ann, { visibility: 'public', ...fields }))).toBe('ok');
    return group;
  }
  const find = (query: string, by = bob) => call<Page<GroupPreview>>('GET', by, `/discover${query}`);
  const names = async (query = '', by = bob) => (await find(query, by)).body.items.map(({ name }) => name);
  const suggestions = async (by: Person) =>
    (await call<{ items: GroupPreview[] }>('GET', by, '/discover/suggestions')).body.items.map(
      ({ name }) => name,
    );
  const counts = async () => {
    const { body } = await call<{ items: { id: string; groups: number }[] }>('GET', bob, '/discover/topics');
    return Object.fromEntries(
      body.items.filter(({ groups }) => groups > 0).map((one) => [one.id, one.groups]),
    );
  };
  return { backend, clock, ann, bob, cem, call, publicGroup, find, names, suggestions, counts };
}

describe('the community of a group', () => {
  it('given changes by the owner, shows them and says so once; wrong ones are refused', async () => {
    const { backend, ann, bob } = await start({ DYNAMODB_STREAM: 'on' });
    const { id } = await backend.conversation(ann, [bob], 'Tea');
    const group = groupCalls(backend, id);
    const first = { visibility: 'private', joining: 'open', topics: [], language: null };
    expect((await group.get(bob)).body.community).toEqual(first);

    const body = { visibility: 'public', topics: ['Music', 'music', 'Früh-Aufsteher'], language: 'de' };
    const after = { ...first, ...body, topics: ['music', 'früh-aufsteher'] };
    expect((await group.patch(ann, body)).body.community).toEqual(after);
    expect((await group.patch(ann, { joining: 'open', topics: after.topics })).body.lastSeq).toBe(1);
    expect((await group.changes(bob)).body.items).toMatchObject([
      { seq: 1, kind: 'system', system: { type: 'community', actorId: ann.user.id, community: after } },
    ]);

    // with every field another one it still is one transaction
    const fields = (letter: string, language: string) => ({
      name: Array.from({ length: 5 }, (_, index) => `${letter}${index}`).join(' '),
      avatar: `builtin:0${language.length}`,
      about: letter,
      rules: letter,
      welcome: letter,
      settings: { slowModeSeconds: letter.length },
      visibility: 'public',
      joining: 'request',
      topics: Array.from({ length: 5 }, (_, index) => `${letter}-topic-${index}`),
      language,
    });
    for (const every of [fields('a', 'en'), fields('bb', 'deu')]) {
      const { topics, language } = every;
      expect((await group.patch(ann, every)).body.community).toMatchObject({ topics, language });
    }
    const isPublished = expect.objectContaining({
      action: 'change-group-settings',
      subject: id,
      detail: { visibility: 'public' },
    }) as unknown;
    // pointers to entries are made after commit
    await expect
      .poll(() => backend.commands.audit({ list: { person: ann.user.id } }))
      .toMatchObject({ entries: expect.arrayContaining([{ entry: isPublished, intact: true }]) as unknown });

    for (const wrong of [
      { topics: ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `tag-${letter}`) },
      { topics: ['x'] },
      { topics: ['two words'] },
      { topics: ['-tag'] },
      { topics: ['y'.repeat(33)] },
      { language: 'german' },
      { language: 'DE' },
      { visibility: 'secret' },
      { joining: 'never' },
    ]) {
      expect(outcome(await group.patch(ann, wrong)), JSON.stringify(wrong)).toBe('validation_failed');
    }
    expect(outcome(await group.patch(bob, { visibility: 'private' }))).toBe('forbidden');
    const { id: direct } = await backend.conversation(ann, [bob]);
    expect((await groupCalls(backend, direct).get(ann)).body.community).toBeNull();
    expect(outcome(await groupCalls(backend, direct).patch(ann, { topics: [] }))).toBe('not_a_group');
  });

  it('given as many new members as a request takes, lets all in at once', async () => {
    const { backend, ann, publicGroup } = await start();
    const group = await publicGroup('Tea and books', {
      topics: ['music', 'books', 'art', 'tea', 'früh-aufsteher'],
    });
    const many = await backend.people(
      ...Array.from({ length: limits.groupAddNames }, (_, at) => `many${at}`),
    );
    expect(outcome(await group.add(ann, ...many))).toBe('ok');
    expect((await group.get(ann)).body.memberCount).toBe(2 + many.length);
  });
});

describe('discovery', () => {
  it('shows public groups in three orders, of a topic, in a language, by words, with what a user is to them', async () => {
    const { backend, ann, bob, cem, call, publicGroup, find, names, counts } = await start();
    await backend.conversation(ann, [cem], 'Private tea');
    const dan = await backend.person('dan');
    await publicGroup('Old tea', { topics: ['cooking', 'green-tea'], language: 'en' }, dan);
    const jazz = await publicGroup('Jazz in Köln', {
      topics: ['music'],
      language: 'de',
      about: 'On Mondays',
    });
    await publicGroup('New books', { topics: ['books', 'music'], language: 'de' });

    expect(await names('?sort=new')).toEqual(['New books', 'Jazz in Köln', 'Old tea']);
    expect(await names()).toEqual(['New books', 'Jazz in Köln', 'Old tea']);
    expect((await names('?sort=large'))[0]).toBe('Old tea');
    expect(await names('?topic=music&sort=new')).toEqual(['New books', 'Jazz in Köln']);
    expect(await names('?topic=GREEN-tea')).toEqual(['Old tea']);
    expect(await names('?language=de&topic=music&sort=new&limit=1')).toEqual(['New books']);
    expect(await names('?language=en')).toEqual(['Old tea']);
    expect(await names('?language=fr')).toEqual([]);
    // by words of the name, by topics of the list, by free ones
    expect(await names('?q=koln')).toEqual([]);
    expect(await names('?q=K%C3%96')).toEqual(['Jazz in Köln']);
    expect(await names('?q=b')).toEqual(['New books']);
    expect(await names('?q=mus&sort=new')).toEqual(['New books', 'Jazz in Köln']);
    expect(await names('?q=green')).toEqual(['Old tea']);
    expect(await names('?q=mus&topic=books')).toEqual(['New books']);
    expect(await names('?q=mus&language=en')).toEqual([]);
    expect(await names('?q=tea')).toEqual(['Old tea']);
    expect(await counts()).toEqual({ books: 1, cooking: 1, music: 2 });

    const preview = {
      id: jazz.id,
      name: 'Jazz in Köln',
      avatar: null,
      about: 'On Mondays',
      memberCount: 2,
      visibility: 'public',
      joining: 'open',
      topics: ['music'],
      language: 'de',
      rules: null,
      rulesVersion: 0,
      membership: 'none',
    };
    expect((await find('?q=jazz')).body).toMatchObject({ items: [preview], nextCursor: null });
    expect((await call('GET', bob, `/discover/${jazz.id}`)).body).toMatchObject(preview);
    expect((await find('?q=jazz', cem)).body.items).toMatchObject([{ membership: 'member' }]);

    for (const wrong of ['?sort=best', '?language=german', '?topic=x', '?q=', '?q=%20', '?limit=0']) {
      expect(outcome(await find(wrong)), wrong).toBe('validation_failed');
    }
    const { nextCursor } = (await find('?limit=1')).body;
    expect(outcome(await find(`?limit=1&sort=new&cursor=${nextCursor}`))).toBe('invalid_cursor');
    expect(outcome(await find('?cursor=x'))).toBe('invalid_cursor');
  });

  it('given pages, shows each group once', async () => {
    const { publicGroup, find } = await start();
    for (let count = 1; count <= 7; count += 1) {
      await publicGroup(`Tea ${count}`, { language: count % 2 === 0 ? 'de' : 'en' });
    }
    async function pages(query: string): Promise<string[][]> {
      const found: string[][] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await find(`${query}${cursor && `&cursor=${cursor}`}`);
        found.push(body.items.map(({ name }) => name.slice(4)));
        cursor = body.nextCursor;
      }
      return found;
    }
    expect(await pages('?limit=3')).toEqual([['7', '6', '5'], ['4', '3', '2'], ['1']]);
    expect(await pages('?limit=2&sort=new&language=en')).toEqual([
      ['7', '5'],
      ['3', '1'],
    ]);
    expect(await pages('?limit=4&q=tea')).toEqual([
      ['7', '6', '5', '4'],
      ['3', '2', '1'],
    ]);
    expect((await pages('?limit=3&sort=large')).flat().toSorted()).toHaveLength(7);
  });

  it('follows what changes: at once who finds a group and by what, once an hour how active it is', async () => {
    const { backend, clock, ann, bob, cem, call, publicGroup, find, names, counts } = await start();
    const tea = await publicGroup('Tea', { topics: ['cooking'] });
    const jazz = await publicGroup('Jazz', { topics: ['music', 'saxophone'] });
    clock.advance(1_000);
    // not due yet, then it is
    await tea.send(cem, 'hello');
    expect(await names()).toEqual(['Jazz', 'Tea']);
    // an hour later, which tokens do not last
    const { durable } = backend.runtime.app;
    await durable.update(keys.conversation(tea.id), { set: { listedAt: clock.now() - hour } });
    await tea.send(cem, 'hello');
    await expect.poll(() => names()).toEqual(['Tea', 'Jazz']);

    await jazz.patch(ann, { name: 'Swing', topics: ['saxophone', 'history'], language: 'en' });
    expect(await names('?q=jazz')).toEqual([]);
    expect(await names('?q=sw')).toEqual(['Swing']);
    expect(await names('?topic=music')).toEqual([]);
    expect(await names('?topic=history&language=en')).toEqual(['Swing']);
    expect(await counts()).toEqual({ cooking: 1, history: 1 });

    await tea.ban(ann, bob);
    expect(await names()).toEqual(['Swing']);
    expect(outcome(await call('GET', bob, `/discover/${tea.id}`))).toBe('conversation_not_found');
    expect(await names('?sort=new', cem)).toEqual(['Swing', 'Tea']);

    await jazz.patch(ann, { visibility: 'private' });
    expect(await names('', cem)).toEqual(['Tea']);
    expect(outcome(await call('GET', cem, `/discover/${jazz.id}`))).toBe('conversation_not_found');
    // whatever an index that is old says
    for (const [id, rank] of [
      [jazz.id, 1],
      [tea.id, 2],
      [tea.id, 3],
    ] as const) {
      await durable.put({ ...keys.place('active', undefined, rank, id) });
    }
    expect(await names('', cem)).toEqual(['Tea']);
    for (const rank of [2, 3]) await durable.delete(keys.place('active', undefined, rank, tea.id));
    await durable.delete(keys.place('active', undefined, 1, jazz.id));
    await jazz.patch(ann, { visibility: 'public' });
    expect(await names('', cem)).toContain('Swing');
    expect(outcome(await tea.remove(ann))).toBe('ok');
    expect((await find('', cem)).body).toMatchObject({ items: [{ name: 'Swing' }], nextCursor: null });
    expect(await counts()).toEqual({ history: 1 });
    for (const leaver of [cem, ann]) expect(outcome(await jazz.leave(leaver))).toBe('ok');
    expect(await names('', cem)).toEqual([]);
    expect(await counts()).toEqual({});
  });

  it('given growth by a step, sorts by the new size', async () => {
    const { backend, ann, publicGroup, names } = await start();
    const dan = await backend.person('dan');
    await publicGroup('Three', {}, dan);
    const grows = await publicGroup('Grows');
    expect(await names('?sort=large')).toEqual(['Three', 'Grows']);
    const [eva, fay] = (await backend.people('eva', 'fay')) as [Person, Person];
    await grows.add(ann, dan, eva, fay);
    await expect.poll(() => names('?sort=large')).toEqual(['Grows', 'Three']);
  });

  it('suggests by the topics that a user follows, but not what they are in or asked for', async () => {
    const { ann, bob, call, publicGroup, suggestions } = await start();
    expect((await call('GET', bob, '/users/me/topics')).body).toEqual({ topics: [] });
    expect(await suggestions(bob)).toEqual([]);
    const topics = ['music', 'green-tea', 'books'];
    const { body } = await call('PUT', bob, '/users/me/topics', { topics: [...topics, 'Music'] });
    expect(body).toEqual({ topics });
    expect((await call('GET', bob, '/users/me/topics')).body).toEqual({ topics });

    await publicGroup('Two of them', { topics: ['music', 'books'] });
    await publicGroup('One', { topics: ['green-tea'] });
    await publicGroup('Another', { topics: ['garden'] });
    const asked = await publicGroup('Asked', { topics: ['music'], joining: 'request' });
    const joined = await publicGroup('Joined', { topics: ['music'] });
    const banning = await publicGroup('Banning', { topics: ['music'] });
    expect(await suggestions(bob)).toEqual(['Two of them', 'Banning', 'Joined', 'Asked', 'One']);
    await call('POST', bob, `/conversations/${asked.id}/join`, {});
    await call('POST', bob, `/conversations/${joined.id}/join`, {});
    await banning.ban(ann, bob);
    expect(await suggestions(bob)).toEqual(['Two of them', 'One']);

    const many = Array.from({ length: 21 }, (_, index) => `topic-${index}`);
    for (const wrong of [many, ['x'], ['two words'], 'music']) {
      expect(outcome(await call('PUT', bob, '/users/me/topics', { topics: wrong }))).toBe(
        'validation_failed',
      );
    }
    expect(outcome(await call('GET', bob, '/discover/suggestions?limit=101'))).toBe('validation_failed');
  });

  it('is called from the client library', async () => {
    const { backend, bob, publicGroup } = await start();
    const { id } = await publicGroup('Tea', { topics: ['cooking'], language: 'en' });
    const client = createClient({ baseUrl: `http://127.0.0.1:${backend.runtime.port}` });
    onTestFinished(() => client.disconnect());
    await client.login({ username: bob.user.username, password: bob.password });
    const { discover } = client;
    const tea = await discover.get(id);
    expect(tea).toMatchObject({ id, name: 'Tea', topics: ['cooking'], membership: 'none' });
    const found = { items: [tea], nextCursor: null };
    expect(await discover.groups()).toEqual(found);
    const options = { q: 'te', topic: 'cooking', language: 'en', sort: 'large', limit: 5 } as const;
    expect(await discover.groups(options)).toEqual(found);
    expect(await discover.topics()).toContainEqual({ id: 'cooking', groups: 1 });
    expect(await discover.follow(['Cooking', 'tea-time'])).toEqual(['cooking', 'tea-time']);
    expect(await discover.followedTopics()).toEqual(['cooking', 'tea-time']);
    expect(await discover.suggestions({ limit: 3 })).toEqual([tea]);
    await expect(discover.groups({ topic: 'no topic' })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
