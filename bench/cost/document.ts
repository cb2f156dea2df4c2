import { format, resolveConfig } from 'prettier';
import { tableRequests } from '../../shared/platform/counting/counter.ts';
import { indexingAction, messageCharacters, type CountedMessage } from './actions.ts';
import { dollars, invocations, total, usageOf, type Usage } from './bill.ts';
import { clientHabits } from './client-habits.ts';
import { standing } from './standing.ts';
import { table } from './markdown.ts';
import type { Measured } from './measure.ts';
import { prices, type Price, type Priced } from '../../infra/prices.ts';
import { catalog } from '../../functions/catalog.ts';
import { lambdaAssumptions } from './lambda-assumptions.ts';
import { lineBytes, logLines } from './log-lines.ts';

/** The page `docs/cost.md`, for that path's style. Throws an `Error` if an action that it needs was not measured. */
export async function costDocument(measured: Measured, path: string): Promise<string> {
  const style = await resolveConfig(path);
  return format(text(measured), { ...style, parser: 'markdown' });
}

const million = 1e6;
const services = {
  DynamoDB: ['readUnit', 'writeUnit'],
  'API Gateway': ['socketMessage', 'connectionMinute', 'httpRequest'],
  Lambda: ['invocation', 'gigabyteSecond'],
  KMS: ['keyCall', 'signature'],
  SQS: ['queueRequest'],
  'EventBridge Scheduler': ['timer'],
  CloudWatch: ['logByte'],
} as const satisfies Record<string, readonly Priced[]>;

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const inDollars = (amount: number) => money.format(amount);
const inWords = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const number = (value = 0) => inWords.format(value);

function text(measured: Measured): string {
  return `# What it costs

<!-- Made by \`npm run cost\` from counted operations and the prices in infra/prices.ts. Do not edit it by hand. -->

In AWS nearly everything is billed by the operation, so the bill follows from what each action does. The operations below are
counted, on the code as it is; only prices and Lambda's durations are assumptions, and both are listed.

## A million messages

Messages of ${messageCharacters} characters, sent over a WebSocket to a group of which this many members are online with one device each,
by an instance of the function that has the conversation in memory. A group of 2 costs what a direct conversation costs.

${messages(measured.messages)}

The posts to the sockets make up most of it, and there is one for each device that gets the message, besides the ack to the sender's.
Members who are offline cost a read unit each: their presence is looked up. Those who are online look at the group; the others have been notified before.

## A million of each action

"Cold": by an instance that has nothing in memory. Conversations have 2 members unless it says otherwise.

${actions(measured)}

## Being online

${online(measured)}

## An example

${example(measured)}

## Searching

${searching(measured)}

## Notifications

${notifying(measured)}

## While idle

By the month, whatever is sent, in a stage with the settings that it has at first:

${whileIdle()}

Of our metrics only those that counted something in a month are billed, so this is the most. CloudWatch's free tier (10 metrics of our own, 10 of alarms and three
dashboards of an account) is not taken off. What renewed keys cost more is in [operations.md](operations.md#first-deploy). Without alarms
(\`-c alarms=false\`) those on which new code is rolled back stay.

## Files

Not in the counts above. Prices of us-east-1, the first tier, with where they were seen; those that no page was found for are left out: check the current price.

| of files                                      |                 price | seen                                                             |
| --------------------------------------------- | --------------------: | ---------------------------------------------------------------- |
| stored in S3, for a GB and month              |                $0.023 | reported in March 2026; check the current price of S3             |
| an upload, a copy or a thumbnail: one PUT     |             $0.000005 | reported, undated; check the current price of S3                  |
| a read: one GET                               |            $0.0000004 | reported, undated; check the current price of S3                  |
| sent to people from S3, for a GB              |                 $0.09 | reported, undated; check the current price of data transfer       |
| sent to people by CloudFront, for a GB        | $0.085 and less, in North America and Europe | https://aws.amazon.com/cloudfront/pricing/, a stored copy, undated |
| a request to CloudFront                       |                       | check the current price of CloudFront                            |
| \`media-process\`: 2 GB of memory, for a second |             $${mediaSecond()} | from the price of Lambda below                                    |
| an event of an upload, through EventBridge    |                       | reported as free and as billed like events of one's own: check the current price of EventBridge |
| searched by GuardDuty (\`malware=true\`)        |                       | by the GB and by the file: check the current price of GuardDuty   |

By these figures a photo of 2 MB takes three PUTs for itself and its thumbnails, a PUT of the upload and about a second of \`media-process\`: some $0.00005 once, and $0.00005 a month. Ten people who look at it through S3 cost $0.0018: what is
sent is most of the bill, and clients load thumbnails first.

## The formula

For one action, with the counts above:

    dollars = read units      × $${each('readUnit')}
            + write units     × $${each('writeUnit')}
            + frames in + out × $${each('socketMessage')}, each of at most 32 KB
            + HTTP requests   × $${each('httpRequest')}
            + Lambda calls    × $${each('invocation')}
            + GB-seconds      × $${each('gigabyteSecond')}
            + KMS calls       × $${each('keyCall')} (data keys) or $${each('signature')} (token signatures)
            + queue messages  × $${each('queueRequest')} × 3: sent, received, deleted
            + timers set      × $${each('timer')}
            + bytes of logs   × $${each('logByte')}

    GB-seconds = for each function that runs, its GB × (${lambdaAssumptions.base} ms × its calls
                       + ${lambdaAssumptions.perCall} ms × (table requests + KMS calls + queue messages)
                       + ${lambdaAssumptions.perPost} ms × posts
                       + ${lambdaAssumptions.perPasswordHash} ms × password hashes)

    bytes of logs = what the functions write, counted: lines of metrics, one an invocation that counts something
                  + ${number(logLines.invocation)} × Lambda calls: START, END and REPORT, which Lambda writes
                  + ${number(logLines.socket)} × frames in, sockets opened and closed, or ${number(logLines.http)} × HTTP requests: the access log

Units are DynamoDB's: a read unit for each 4 KB read consistently, half of one where the read may be moments old; a write unit for each
1 KB, by the larger of the item before and after, twice that in a transaction. A batch is billed item by item, a query by the sum of its
items, and what is not found like the smallest item.

## Memory

What each function has, which sets what a second of it costs:

${memory()}

## Prices

us-east-1, the first tier, without free tier, discounts and taxes. Some were read second-hand: check them against the pages before
relying on the results, and correct them in \`infra/prices.ts\`.

${priceList()}

## Assumptions

- Functions run on arm64 with the memory above. The milliseconds in the formula are assumed, not measured, and alike for every size: a table request takes ${lambdaAssumptions.perCall} ms
  and they come one after the other; a post takes ${lambdaAssumptions.perPost} ms of CPU, and posts wait for the network side by side.
- Stages log at the level \`info\`, at which a function writes no line of its own about what goes well. Lambda writes its lines in the text format, and each
  report is as long as that of a traced invocation, though ${number(5)} % are traced. The line of an access log is that of a long route, with nothing in
  its fields for errors. Posts to sockets have no access log. CloudWatch bills ${lineBytes('')} bytes a line besides its text. All lines stand in \`bench/cost/log-lines.ts\`.
- Each piece of queued work gets an invocation of its own; SQS may hand several to one.
- So does each new message, account and conversation that the stream tells: the worst case, and what it is while hardly anything
  happens. Lambda waits ten seconds for up to 1,000 of them, so that 10 messages a second share an invocation by the hundred.
  Reading the stream costs nothing.
- Nothing is repeated: no throttling, no lost answers, no retries by clients.
- Wrapped keys are the local key service's, shorter than those of KMS by less than 200 bytes.
- Opening and closing a socket are not billed as messages.

## Left out

- Data transfer to the internet, CloudFront, the requests that WAF judges, X-Ray, e-mail, keeping logs and searching them.
- What is stored: DynamoDB bills by the GB and month. A message of ${messageCharacters} characters takes about half a KB.
- While idle: backups of the durable table, the probes (a call of \`probe\` every five minutes), and the empty receives by which
  Lambda watches a queue (some 650,000 requests a month, within SQS's free million).
- Cold starts: an instance loads its code, asks KMS for the public key of the tokens and unwraps the secret of the deployment once.
`;
}

function messages(all: readonly CountedMessage[]): string {
  const head = ['members', 'online', 'table requests', 'read units', 'write units', 'posts', 'queued'];
  return table(
    [...head, 'DynamoDB', 'API Gateway', 'Lambda', 'SQS', 'CloudWatch', 'a million messages'],
    all.map((message) => {
      const { members, online, counts } = message;
      const usage = usageOf({ entry: 'ws-frame', ...message });
      const part = (service: keyof typeof services) => inDollars(million * dollars(usage, services[service]));
      return [
        number(members),
        number(online),
        number(tableRequests(counts)),
        number(counts.readUnits),
        number(counts.writeUnits),
        number(counts.posts),
        number(counts.queued),
        part('DynamoDB'),
        part('API Gateway'),
        part('Lambda'),
        part('SQS'),
        part('CloudWatch'),
        `**${inDollars(million * dollars(usage))}**`,
      ];
    }),
  );
}

function actions(measured: Measured): string {
  const head = [
    'action',
    'table requests',
    'read units',
    'write units',
    'KMS calls',
    'posts',
    'Lambda calls',
    'bytes of logs',
  ];
  return table(
    [...head, 'a million'],
    measured.actions.map((action) => {
      const { name, counts } = action;
      const usage = usageOf(action);
      return [
        name,
        number(tableRequests(counts)),
        number(counts.readUnits),
        number(counts.writeUnits),
        number((counts.keyCalls ?? 0) + (counts.signatures ?? 0)),
        number(counts.posts),
        number(invocations(action)),
        number(usage.logByte),
        inDollars(million * dollars(usage)),
      ];
    }),
  );
}

/** What was used by an action of that name. */
function used({ actions: all }: Measured, wanted: string): Usage {
  const action = all.find(({ name }) => name === wanted);
  if (!action) throw new Error(`nothing was measured as "${wanted}"`);
  return usageOf(action);
}

const { syncsPerSocket, pingsPerHour, resyncsPerHour } = clientHabits;
/** Then the gateway closes a socket. */
const hoursPerSocket = 2;

function hourOnline(measured: Measured): Usage {
  return total(
    [60, { connectionMinute: 1 }],
    [pingsPerHour, used(measured, 'ping')],
    [1 / hoursPerSocket, used(measured, 'connect, with 1 watcher')],
    [1 / hoursPerSocket, used(measured, 'disconnect, with 1 watcher')],
    [
      resyncsPerHour + syncsPerSocket / hoursPerSocket,
      used(measured, 'sync of 20 conversations, nothing new'),
    ],
    [resyncsPerHour + syncsPerSocket / hoursPerSocket, used(measured, 'watch the presence of 1, unchanged')],
  );
}

function online(measured: Measured): string {
  const perThousand = inDollars(1000 * dollars(hourOnline(measured)));
  return `A device that is online and silent costs ${perThousand} for 1,000 hours: 60 connection minutes, ${pingsPerHour} pings and
${resyncsPerHour} syncs of 20 conversations an hour, and every ${hoursPerSocket} hours a new socket, announced to one watcher, with ${syncsPerSocket} more. With each sync goes the presence of one
person who is watched.`;
}

function example(measured: Measured): string {
  const people = 1000;
  const days = 30;
  const hours = 2;
  const sent = 20;
  const day = total(
    [hours, hourOnline(measured)],
    [sent, used(measured, 'direct message')],
    [sent * (1 - clientHabits.readAtOnce), used(measured, 'delivered')],
    [sent, used(measured, 'read')],
    [sent, used(measured, 'typing')],
    [1, used(measured, 'list of 20 conversations, 1 unread')],
    [4, used(measured, 'refresh')],
  );
  const month = total([people * days, day]);
  const rows = Object.entries(services).map(([service, names]) => [
    service,
    inDollars(dollars(month, names)),
  ]);
  return `${number(people)} people, each of them online for ${hours} hours a day, sending ${sent} direct messages, each of which is announced by one typing frame,
and read, ${clientHabits.readAtOnce * 100} % of them at once, the others first marked delivered; opening the list of 20 conversations once, and trading the token every half hour:

${table(['service', 'a month'], [...rows, ['**together**', `**${inDollars(dollars(month))}**`]])}`;
}

/** Messages in one block of the search index. */
const indexedAtOnce = 128;

function searching(measured: Measured): string {
  const usage = used(measured, indexingAction);
  const { readUnit = 0, writeUnit = 0 } = usage;
  return `The search index is written once for ${indexedAtOnce} messages: of ${messageCharacters} characters, that takes ${number(writeUnit)} write units and ${number(readUnit)} read units, so
**${ofOne.format(writeUnit / indexedAtOnce)} write units a message**, and ${inDollars((million * dollars(usage)) / indexedAtOnce)} for a million messages with all that it takes. The nodes above the blocks come once for 2,048 messages and more, and add
less than half of that (\`npm run bench -- --scenario search\` measures all of it, with shorter messages). An edit or a deletion in an indexed block takes the block again, and of each node above the items that hold a term
which came or went: some hundreds of read and write units in a long conversation. A search reads: for one conversation the messages that are in no block yet, at most ${indexedAtOnce - 1}, and of each node the items of its words.`;
}

/** The price of what notifying adds to a message, by the difference of two actions. */
function notifying(measured: Measured): string {
  const count = (name: string) => inDollars(million * dollars(used(measured, name)));
  return `In all of the above. After commit each message queues one piece of work, which finds out whom it has to tell: a read of the members, and one of the presence of those who have not read it yet. Where all of them look at the
conversation, nothing is written. A member who is away costs at most 3 reads and 2 writes with the first message (${count('message to a sleeping user')} for a million, of another conversation each), and with further ones nothing more, until
they have read it (${count('message to a sleeping user, one more')}). Groups are gone through by 200 members in a step, each of which is a piece of work. Reading where something waits is 2 writes more (${count('read, where a notification waits')}); where nothing waits,
it is what it was. A device that shows another conversation says so with one write.

The first notification since a user left plans a digest: a piece of work with a read, a write and a timer (${count('message to a sleeping user, the first')}); as long as it is planned, further ones add nothing. Leaving takes a look at what waits, half a
read unit. The digest itself is ${inDollars(dollars(used(measured, 'mail a digest of 1 conversation')) * 1_000)} for a thousand, nearly all of it the mail, and comes four times a day at most to a user who stays away.

A user who has no device that subscribed to pushes costs nothing more for them. With one that sleeps, what is pushed takes a piece of work, 13 reads and 2 writes (${count('message to a sleeping user, pushed to 1 device')} for a million messages of another conversation
each, besides a call of \`post-outbound\` for up to 20 devices, about $1), and closing it once it was read elsewhere another one (${count('read, where a push is shown elsewhere')}). A group's members share pieces of ten. The signature of KMS that push services ask for serves six hours.

The stream hands over what was stored once a second, so that users do not wait longer; it was every ten seconds before. The tables above take a call of \`after-commit\` for each new item, which is the most that a window of any
length can cost: in a busy stage a call takes many, and a shard makes 86,400 calls a day at most (${inDollars(dollars(total([86_400, { invocation: 1 }])))} for the calls).`;
}

const ofOne = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

function whileIdle(): string {
  const names: [Priced, string][] = [
    ['key', 'KMS keys'],
    ['secret', 'secrets'],
    ['alarmMetric', 'metrics of alarms'],
    ['dashboard', 'dashboards'],
    ['customMetric', 'metrics of our own, at most'],
    ['firewall', 'firewalls'],
    ['firewallRule', 'rules of firewalls'],
  ];
  const stages: Usage[] = Object.values(standing);
  const cells = (each: (usage: Usage) => number) => stages.map((usage) => each(usage));
  return table(
    ['billed by the month', 'price', ...Object.keys(standing)],
    [
      ...names.map(([name, label]) => [
        label,
        inDollars(prices[name].dollars),
        ...cells((usage) => usage[name] ?? 0).map((count) => number(count)),
      ]),
      ['**together**', '', ...cells((usage) => dollars(usage)).map((sum) => `**${inDollars(sum)}**`)],
    ],
  );
}

function memory(): string {
  const ofASecond = new Intl.NumberFormat('en-US', {
    minimumSignificantDigits: 3,
    maximumSignificantDigits: 3,
    style: 'currency',
    currency: 'USD',
  });
  return table(
    ['function', 'memory', 'a million seconds'],
    Object.entries(catalog).map(([name, { memoryMiB }]) => [
      name,
      `${number(memoryMiB)} MB`,
      ofASecond.format(million * dollars({ gigabyteSecond: memoryMiB / 1024 })),
    ]),
  );
}

/** What a second of the function that looks at uploads costs, in dollars. */
function mediaSecond(): string {
  const { memoryMiB } = catalog['media-process'];
  return dollars({ gigabyteSecond: memoryMiB / 1024 }).toFixed(7);
}

function each(name: Priced): string {
  const { dollars: price, units } = prices[name];
  return (price / units).toFixed(10).replace(/0+$/, '');
}

function priceList(): string {
  return table(
    ['service', 'price', 'page', 'last seen'],
    Object.values<Price>(prices).map(({ service, dollars: price, per, page, seen }) => [
      service,
      `$${price} for ${per}`,
      page,
      seen,
    ]),
    'texts',
  );
}
