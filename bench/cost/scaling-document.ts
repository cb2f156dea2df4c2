import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import type { Measured } from './measure.ts';
import { table } from './markdown.ts';
import { bounds, habits, loadOf, quotas, type Load } from './scaling.ts';

const begin = '<!-- figures: made by `npm run cost`, do not edit them by hand -->';
const end = '<!-- end of the figures -->';

/**
 * The page at `path`, `docs/scaling.md`, with its figures made anew from what was measured: they stand between two
 * comments. Throws an `Error` where it has none.
 */
export async function scalingDocument(measured: Measured, path: string): Promise<string> {
  const page = await readFile(path, 'utf8');
  const [before, rest = ''] = page.split(begin);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined) throw new Error(`${path} has no place for the figures`);
  const style = await resolveConfig(path);
  return format([before, begin, figures(measured), end, after].join('\n\n'), {
    ...style,
    parser: 'markdown',
  });
}

/** Two digits say as much as an estimate knows. */
const rough = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
const sizes = [10_000, 1_000_000, 50_000_000];

function figures(measured: Measured): string {
  const loads = sizes.map((users) => loadOf(users, measured));
  const row = (name: string, of: (load: Load) => number) => [
    name,
    ...loads.map((load) => rough.format(of(load))),
  ];
  return `## Assumptions

${assumptions()}

## At three sizes

In the busiest second, unless it says otherwise:

${table(
  ['daily users', ...sizes.map((users) => new Intl.NumberFormat('en-US').format(users))],
  [
    row('sockets open', ({ sockets }) => sockets),
    row('new sockets', ({ newSockets }) => newSockets),
    row(
      'seconds until all are back after an outage, at the quota',
      ({ sockets }) => sockets / quotas.newSockets,
    ),
    row('messages', ({ messages }) => messages),
    row('gateway requests, posts among them', ({ gatewayRequests }) => gatewayRequests),
    row('table read units', ({ readUnits }) => readUnits),
    row('table write units', ({ writeUnits }) => writeUnits),
    row('functions at once', ({ concurrency }) => concurrency),
    row('KMS: data keys, at most', ({ keyCalls }) => keyCalls),
    row('KMS: token signatures', ({ signatures }) => signatures),
    row('US dollars a month', ({ dollarsAMonth }) => dollarsAMonth),
    row('of them for API Gateway', ({ gatewayDollarsAMonth }) => gatewayDollarsAMonth),
  ],
)}

## In which order limits bind

Each by the quota that an account has at first, and the number of daily users whose busiest second takes all of it:

${table(
  ['limit', 'quota', 'daily users', 'then'],
  bounds(measured).map(({ limit, quota, users, then }) => [limit, quota, rough.format(users), then]),
  'texts',
)}`;
}

function assumptions(): string {
  const { hoursOnline, visits, refreshesPerHour, lists, histories, peak } = habits;
  const { syncsPerSocket, pingsPerHour, resyncsPerHour } = habits;
  const { directMessages, groupMessages, groupMembers, groupOnline, readAtOnce } = habits;
  return `A daily user is online for ${hoursOnline} hours in ${visits} visits, with one device. Each visit is a handshake, ${syncsPerSocket} times a sync of 20
conversations with one person watched; an hour online is ${pingsPerHour} pings, ${resyncsPerHour} times that sync and that watch again, and ${refreshesPerHour} traded tokens. In a day ${lists} list of conversations and
${histories} histories are opened, and ${directMessages} messages are sent to one person who is online and ${groupMessages} to groups of ${groupMembers} of whom ${groupOnline} are.
Each message comes with one typing frame, and each person who gets it reads it, ${readAtOnce * 100} % of them
at once, which is one mark, and the others after they marked it delivered. Functions never have a
conversation's key in memory, which is the most that KMS can be asked. The busiest second is ${peak} times the average one.`;
}
