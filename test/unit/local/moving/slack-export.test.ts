import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slackDownloads, isOfSlack } from '../../../../local/moving/slack/download-files.ts';
import { slackExport } from '../../../../local/moving/slack/slack-export.ts';
import type { ImportSource } from '../../../../local/moving/source.ts';
import type { Line } from '../../../../shared/app.ts';
import { temporaryFolder } from '../../../support/backend/runtime.ts';

const fixture = join(import.meta.dirname, '../../../fixtures/slack');

async function linesOf(source: ImportSource | undefined): Promise<Line[]> {
  const lines: Line[] = [];
  if (source) for await (const line of source.lines()) lines.push(line);
  return lines;
}
const messagesIn = (lines: readonly Line[]) =>
  lines.flatMap((line) => (line.kind === 'message' ? [line.message] : []));
const peopleIn = (lines: readonly Line[]) =>
  lines.flatMap((line) => (line.kind === 'person' ? [line.person] : []));

async function copied(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(fixture, folder, { recursive: true });
  return folder;
}

describe('an export of Slack', () => {
  it('gives a channel with its people, threads, reactions, changes and events, in the order of time', async () => {
    const [general] = await slackExport(fixture, { channels: ['general'] });
    const lines = await linesOf(general);
    expect(lines[0]).toMatchObject({
      header: {
        conversation: {
          name: 'general',
          about: 'The garden of all of us',
          createdAt: '2023-11-14T22:13:20.000Z',
        },
        exportedAt: '2023-11-16T02:01:20.000Z',
      },
    });
    expect(peopleIn(lines)).toEqual([
      { username: 'ada', id: 'slack:U0ADA', name: 'Ada', email: 'ada@garden.example', role: 'owner' },
      { username: 'ben', id: 'slack:U0BEN', name: 'Ben Okafor', email: 'ben@garden.example', role: 'member' },
      { username: 'cleo', id: 'slack:U0CLEO', name: 'Cleo 🌱', email: 'cleo@garden.example', role: 'member' },
      { username: 'dan', id: 'slack:U0DAN', name: 'dan' },
      { username: 'bot-B0RAIN', id: 'slack:bot-B0RAIN', name: 'Rain Bot' },
      { username: 'U0GHOST', id: 'slack:U0GHOST', name: 'Ghost of the Hedge' },
    ]);
    const messages = messagesIn(lines);
    expect(messages.map(({ sender, text, system }) => [sender, system?.type ?? text])).toEqual([
      ['ben', 'joined'],
      ['ada', 'Welcome everyone to the garden, late on time as ever. Run water --all & see the plan.'],
      ['ben', '@ada thanks! @here who waters on #random day? 🌱 :not-an-emoji:'],
      ['cleo', 'who waters\non Monday\nI do.\nfor bed in beds:\n    water(bed) # 1 < 2 && *not bold*'],
      ['dan', 'I helped once.'],
      ['ada', 'And we miss you, @dan'],
      ['bot-B0RAIN', 'Rain\n12 mm since yesterday'],
      ['ada', 'about'],
      ['cleo', 'Here is the map'],
      ['ben', 'The second day came first in this file'],
      ['dan', 'left'],
      ['ben', undefined],
      ['U0GHOST', 'Who am I?'],
      ['ada', 'Pin this: the gate code changed'],
      ['cleo', 'waters the roses'],
    ]);
    const [joined, welcome, thanks, root, first, second] = messages;
    expect(joined?.system).toEqual({ type: 'joined', users: ['ben'], memberCount: 4 });
    expect(welcome?.reactions).toEqual([
      { emoji: '👍', users: ['ben', 'cleo'] },
      { emoji: '👋🏽', users: ['cleo'] },
      { emoji: ':our-own-rose:', users: ['ben'] },
    ]);
    expect(thanks?.editedAt).toBe('2023-11-14T22:14:00.000Z');
    expect(root?.replyTo).toBeUndefined();
    expect([first?.replyTo, second?.replyTo]).toEqual([root?.id, root?.id]);
    // the same time, and yet two messages
    expect([first?.id, second?.id]).toEqual(['1700000060.000500', '1700000060.000500#2']);
    expect(messages[8]?.attachments).toEqual([
      {
        name: 'map.txt',
        type: 'text/plain',
        size: 26,
        url: 'https://files.slack.com/files-pri/T0-F0MAP/download/map.txt?t=xoxe-token',
      },
      { name: 'file', type: 'application/octet-stream', size: 0 },
      { name: 'away.pdf', type: 'application/pdf', size: 10, url: 'https://evil.example/away.pdf' },
    ]);
    expect(messages[11]?.deletedAt).toBe('2023-11-16T02:00:40.000Z');
    expect(messages[13]?.pinned).toEqual({ at: '2023-11-16T02:01:10.000Z', by: 'ben' });
    expect(lines.at(-1)).toEqual({ kind: 'end', messages: 15 });
    // once more, it is the same
    expect(await linesOf(general)).toEqual(lines);
  });

  it('has channels, private ones, and direct chats under the names of their people', async () => {
    const sources = await slackExport(fixture);
    const names = await Promise.all(
      sources.map(async (source) => {
        const [first] = await linesOf(source);
        return [source.name, first?.kind === 'header' ? first.header.conversation.name : undefined];
      }),
    );
    expect(names).toEqual([
      ['general', 'general'],
      ['random', 'random'],
      ['secret-plans', 'secret-plans'],
      ['mpdm-ada--ben--cleo-1', 'Ada, Ben Okafor, Cleo 🌱'],
      ['D0DIRECT', 'Ada, Ben Okafor'],
    ]);
  });

  it('given a channel without its days, or without a folder, is empty; an unknown one is refused', async () => {
    const folder = await copied();
    await rm(join(folder, 'random'), { recursive: true });
    const [random] = await slackExport(folder, { channels: ['C0RANDOM'] });
    expect((await linesOf(random)).map(({ kind }) => kind)).toEqual(['header', 'person', 'person', 'end']);
    await expect(slackExport(folder, { channels: ['nowhere'] })).rejects.toThrow(
      'There is no channel nowhere',
    );
    await expect(slackExport(await temporaryFolder())).rejects.toThrow('There is no users.json');
  });

  it.each([
    [
      'general/2023-11-14.json',
      '[\n  {"ts": "1.0"},\n  {"ts": oops}\n]',
      'general/2023-11-14.json:3 is not JSON',
    ],
    ['general/2023-11-14.json', '{"ts": "1.0"}', 'general/2023-11-14.json:1 is no list'],
    ['general/2023-11-14.json', '[{"ts": "1.0"}', 'general/2023-11-14.json:1 ends before its list does'],
    ['general/2023-11-14.json', '[{"ts": "1.0"},]', 'general/2023-11-14.json:1 is not JSON'],
    ['general/2023-11-14.json', '[{"ts": 5}]', 'general/2023-11-14.json, element 1: ts'],
    ['users.json', '[{"name": "no id"}]', 'users.json, element 1: id'],
    ['channels.json', '[{"id": "C1", "name": "../../etc"}]', '"../../etc" leads out of the folder'],
    ['dms.json', '[{"id": "/etc"}]', '"/etc" leads out of the folder'],
  ])('given a wrong %s: %s, says so', async (file, content, sentence) => {
    const folder = await copied();
    await writeFile(join(folder, file), content);
    const reading = slackExport(folder).then(async (sources) => {
      for (const source of sources) await linesOf(source);
    });
    await expect(reading).rejects.toThrow(sentence);
  });

  it('given a folder that is a link to elsewhere, is refused', async () => {
    const folder = await copied();
    const elsewhere = await temporaryFolder();
    await rm(join(folder, 'random'), { recursive: true });
    await symlink(elsewhere, join(folder, 'random'));
    await expect(slackExport(folder)).rejects.toThrow('leads out of the folder');
  });

  it('given a day of many messages, has one of its lists in memory at a time', async () => {
    const folder = await copied();
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      user: 'U0ADA',
      text: 'x'.repeat(50),
      ts: `${1_700_000_000 + index}.0`,
    }));
    await writeFile(join(folder, 'random', '2023-11-20.json'), JSON.stringify(many));
    const [random] = await slackExport(folder, { channels: ['random'] });
    expect(messagesIn(await linesOf(random))).toHaveLength(20_001);
  });
});

describe('files of Slack', () => {
  const map = {
    name: 'map.txt',
    type: 'text/plain',
    size: 26,
    url: 'https://files.slack.com/a/map.txt?t=secret',
  };

  /** Answers by address, and notes what was asked for. */
  function answering(answers: Record<string, () => Response>) {
    const asked: string[] = [];
    const fetch = (input: RequestInfo | URL) => {
      const url = input instanceof Request ? input.url : String(input);
      asked.push(url);
      return Promise.resolve(answers[url]?.() ?? new Response(null, { status: 404 }));
    };
    return { asked, fetch };
  }
  const content = () => new Response('the map of the whole place');

  it('are downloaded once, with their hash, from Slack alone', async () => {
    const folder = join(await temporaryFolder(), 'files');
    const { asked, fetch } = answering({ [map.url]: content });
    const said: string[] = [];
    const files = slackDownloads(folder, { fetch, say: (line) => void said.push(line) });
    const located = await files.located(map);
    expect(located.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await readFile((await files.pathOf(located)) ?? '', 'utf8')).toBe('the map of the whole place');
    expect(await files.located(map)).toEqual(located);
    const away = { ...map, url: 'https://evil.example/map.txt' };
    expect(await files.located(away)).toEqual(away);
    expect(asked).toEqual([map.url]);
    expect(said).toEqual([]);
  });

  it.each([
    ['another size', { [map.url]: () => new Response('short') }, 'smaller'],
    ['more than it says', { [map.url]: () => new Response('x'.repeat(1_000)) }, 'larger'],
    [
      'a page to sign in',
      { [map.url]: () => new Response('<html>', { headers: { 'content-type': 'text/html' } }) },
      'sign in',
    ],
    [
      'a redirect to elsewhere',
      { [map.url]: () => Response.redirect('https://evil.example/map.txt') },
      'leads away',
    ],
    ['redirects without end', { [map.url]: () => Response.redirect(map.url) }, 'too many redirects'],
    ['an error', {}, 'status 404'],
  ])('given %s, stay out and are not asked for again; no token is said', async (_, answers, reason) => {
    const folder = join(await temporaryFolder(), 'files');
    await mkdir(folder);
    const { asked, fetch } = answering(answers);
    const said: string[] = [];
    const files = slackDownloads(folder, { fetch, say: (line) => void said.push(line) });
    expect(await files.located(map)).toEqual(map);
    const count = asked.length;
    expect(await files.located(map)).toEqual(map);
    expect(asked).toHaveLength(count);
    expect(said).toEqual([expect.stringContaining(reason)]);
    expect(said.join()).not.toContain('secret');
  });

  it('follow redirects within Slack', async () => {
    const folder = join(await temporaryFolder(), 'files');
    const next = 'https://files.slack-edge.com/map.txt';
    const { fetch } = answering({ [map.url]: () => Response.redirect(next), [next]: content });
    expect(await slackDownloads(folder, { fetch, say: () => undefined }).located(map)).toHaveProperty(
      'sha256',
    );
  });

  it.each([
    ['https://files.slack.com/x', true],
    ['https://slack.com/x', true],
    ['http://files.slack.com/x', false],
    ['https://slack.com.evil.example/x', false],
    ['https://evilslack.com/x', false],
    ['https://files.slack.com:8443/x', false],
    ['https://user@files.slack.com/x', false],
    ['not an address', false],
  ])('%s is of Slack: %s', (address, expected) => {
    expect(isOfSlack(address)).toBe(expected);
  });
});
