import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ImportRefused, type App, type PlacedPerson } from '../../shared/app.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { onApp } from '../on-app.ts';
import type { Settings } from '../settings.ts';
import { awsTarget, type AwsCli } from './aws-target.ts';
import { exportFolder } from './export-folder.ts';
import { localTarget } from './local-target.ts';
import { runImport, survey, type Imported, type ImportOptions } from './run-import.ts';
import { slackDownloads } from './slack/download-files.ts';
import { slackExport } from './slack/slack-export.ts';
import type { ImportSource } from './source.ts';
import type { ImportTarget } from './target.ts';

const usage = `npm run import -- <folder or file>          imports what npm run export or a browser has written
npm run import -- --slack <folder>          imports the channels of an unzipped export of Slack
    --channel <name or id>                  of Slack: this one; may be given several times
    --files                                 of Slack: downloads the files, from Slack alone, into <folder>/.chatflow-files
    --without-files                         leaves out files that are missing; their names stay
    --people <file>                         whose account is whose, in JSON: {"their username": "username here"}
    --same-usernames                        accounts with the same usernames are theirs
    --owner <username>                      who owns the groups; otherwise who did
    --dry-run                               says what it would do, and does nothing
    --function <name>                       imports into AWS, by the function import of a stage
It can be broken off and begun again: it goes on where it was. Stop the backend before, if it is on SQLite.`;

const peopleMap = z.record(z.string(), z.string());

/** What the program has of its surroundings; tests put others in their place. */
export interface ImportSurroundings {
  progress?: (line: string) => void;
  aws?: AwsCli;
  fetch?: typeof globalThis.fetch;
}

/**
 * `npm run import`: gives what to print. Throws what went wrong, also where the backend has the data folder.
 */
export async function importCommand(
  parameters: string[],
  settings: Settings,
  { progress = () => undefined, aws, fetch = globalThis.fetch }: ImportSurroundings = {},
): Promise<string> {
  const { positionals, values } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: {
      slack: { type: 'string' },
      channel: { type: 'string', multiple: true },
      files: { type: 'boolean', default: false },
      'without-files': { type: 'boolean', default: false },
      people: { type: 'string' },
      'same-usernames': { type: 'boolean', default: false },
      owner: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      function: { type: 'string' },
    },
  });
  const { slack, channel: channels = [] } = values;
  const [path, ...more] = positionals;
  const ofSlack = channels.length > 0 || values.files;
  if (more.length > 0 || (path === undefined) === (slack === undefined) || (slack === undefined && ofSlack)) {
    throw new Error(usage);
  }
  const downloads = values.files
    ? { files: slackDownloads(join(slack ?? '', '.chatflow-files'), { fetch, say: progress }) }
    : {};
  const sources =
    slack === undefined
      ? [await exportFolder(path ?? '')]
      : await slackExport(slack, { channels, ...downloads });
  const options: ImportOptions = {
    ...(values.people !== undefined && { accounts: await readPeople(values.people) }),
    sameUsernames: values['same-usernames'],
    owner: values.owner,
    withoutFiles: values['without-files'],
  };
  if (values['dry-run']) return dryRun(sources, options);
  const importAll = async (target: ImportTarget) => {
    const said: string[] = [];
    for (const source of sources)
      said.push(describe(source, await runImport(source, target, options, progress)));
    return said.join('\n');
  };
  if (values.function !== undefined)
    return importAll(awsTarget(values.function, { fetch, ...(aws && { aws }) }));
  return onApp(settings, (app: App) => explained(() => importAll(localTarget(app))));
}

/** What the backend refuses, in its sentence. */
async function explained(act: () => Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    throw new ImportRefused(error.message, { cause: error });
  }
}

async function readPeople(path: string): Promise<ReadonlyMap<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ImportRefused(`${path} cannot be read as JSON.`, { cause: error });
  }
  const { data } = peopleMap.safeParse(value);
  if (!data)
    throw new ImportRefused(`${path} must be an object of usernames: {"their username": "username here"}.`);
  return new Map(Object.entries(data));
}

async function dryRun(sources: readonly ImportSource[], options: ImportOptions): Promise<string> {
  const lines: string[] = [];
  for (const source of sources) {
    const { messages, people, files, leftOut } = await survey(source, options);
    const members = people.filter(({ role }) => role !== undefined).length;
    const megabytes = (files.bytes / 1e6).toFixed(1);
    lines.push(
      `${source.name}: ${messages} messages of ${people.length} people (${members} members), ${files.count} files (${megabytes} MB)${leftOutText(leftOut)}`,
    );
  }
  return [...lines, 'Nothing was imported: this was a dry run.'].join('\n');
}

function describe(
  source: ImportSource,
  { wasThere, conversationId, messages, people, leftOut }: Imported,
): string {
  if (wasThere) return `${source.name}: was imported before, as ${conversationId}`;
  const by = (wanted: PlacedPerson['outcome']) => people.filter(({ outcome }) => outcome === wanted);
  const renamed = people
    .filter(({ username, as, outcome }) => outcome !== 'account' && as !== username)
    .map(({ username, as }) => `${username} is ${as}`);
  return [
    `${source.name}: ${messages} messages imported as ${conversationId}${leftOutText(leftOut)}`,
    `  people: ${by('account').length} with their accounts, ${by('made').length} who set a password by mail ("Forgot password?"), ${by('placeholder').length} as names only`,
    ...(renamed.length > 0 ? [`  other usernames: ${renamed.join(', ')}`] : []),
  ].join('\n');
}

function leftOutText({ empty, system, entities, reactions, files }: Imported['leftOut']): string {
  const parts = [
    [files, 'files by name only'],
    [empty, 'empty messages'],
    [system, 'unknown events'],
    [entities, 'formats'],
    [reactions, 'reactions'],
  ] as const;
  const some = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return some.length > 0 ? `; left out: ${some.join(', ')}` : '';
}
