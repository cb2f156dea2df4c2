import { createClient, type ChatClient, type Clock, type Conversation } from '../index.ts';
import { chatState } from '../state/index.ts';
import { parseArguments, usage, UsageError, type ChatArguments, type Target } from './arguments.ts';
import { ConversationView } from './conversation-view.ts';
import { endingSentence, explain, failure, notice, type Look } from './render.ts';
import { Screen, type Input, type Output } from './screen.ts';

/** How long pending sends may take when leaving, in milliseconds. */
const leaveTimeoutMs = 5_000;

/** The environment of the program. */
export interface Terminal {
  input: Input;
  output: Output;
  errorOutput: Output;
  environment: { CHATFLOW_PASSWORD?: string; NO_COLOR?: string; TERM?: string };
  /** Aborts to leave at once. */
  interrupted: AbortSignal;
  clock: Clock;
}

/** Runs the program. Resolves with the exit code: 0, 1 after a failure, 2 for wrong arguments. */
export async function run(argv: string[], terminal: Terminal): Promise<number> {
  const { output, errorOutput, environment } = terminal;
  let chatArguments: ChatArguments | 'help';
  try {
    chatArguments = parseArguments(argv, environment.CHATFLOW_PASSWORD);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    errorOutput.write(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (chatArguments === 'help') {
    output.write(usage);
    return 0;
  }
  const client = createClient({ baseUrl: chatArguments.url, state: chatState() });
  try {
    return await chat(client, chatArguments, terminal);
  } catch (error) {
    const sentence = error instanceof NoSuchGroup ? error.message : explain(error, chatArguments);
    if (sentence === undefined) throw error;
    errorOutput.write(`${failure(lookOf(errorOutput, environment), sentence)}\n`);
    return 1;
  } finally {
    client.disconnect();
  }
}

async function chat(client: ChatClient, { as, password, target }: ChatArguments, terminal: Terminal) {
  const { input, output, environment, interrupted, clock } = terminal;
  const look = lookOf(output, environment);
  // Created before signing in, so that it misses nothing.
  const { state } = client;
  const me = await client.login({ username: as, password });
  const conversation = await findConversation(client, target);
  const title = 'with' in target ? `with ${target.with}` : `in ${conversation.name ?? target.group}`;
  output.write(`${notice(look, `You are ${me.username}, talking ${title}. /help shows what you can do.`)}\n`);

  const closed = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<string>();
  const screen = new Screen({
    input,
    output,
    interactive: input.isTTY === true && output.isTTY === true && environment.TERM !== 'dumb',
    prompt: `${me.username}> `,
    onLine: (line) => view.enter(line),
    onKey: (typed) => view.key(typed),
    onClose: () => closed.resolve(undefined),
  });
  const view = new ConversationView({
    client,
    state,
    me,
    conversation,
    screen,
    look,
    now: () => clock.now(),
  });
  interrupted.addEventListener('abort', () => screen.close());
  const unfollow = view.follow();
  client.on('session:ended', ({ reason }) => ended.resolve(endingSentence(reason)));
  const stopAnnouncing = announceConnection(client, screen, look);

  try {
    const opened = client.connect().then(() => view.open());
    // A script's input ends before its lines are sent, so that it waits; an interactive user has nothing pending.
    const left = closed.promise.then(() =>
      atMost(
        clock,
        leaveTimeoutMs,
        interrupted,
        opened.then(() => view.settled()),
      ),
    );
    const over = Promise.race([left, ended.promise]);
    await Promise.race([over, opened]);
    const ending = await over;
    screen.close();
    if (ending !== undefined) output.write(`${failure(look, ending)}\n`);
    if (view.unsent > 0) output.write(`${failure(look, `Messages not sent: ${view.unsent}`)}\n`);
    return ending === undefined && view.unsent === 0 ? 0 : 1;
  } finally {
    stopAnnouncing();
    unfollow();
    screen.close();
  }
}

/** Waits for `work`, but not longer than `ms` and not beyond `interrupted`. */
async function atMost(
  clock: Clock,
  ms: number,
  interrupted: AbortSignal,
  work: Promise<void>,
): Promise<undefined> {
  const enough = Promise.withResolvers<undefined>();
  const stop = () => enough.resolve(undefined);
  const cancelTimer = clock.after(ms, stop);
  interrupted.addEventListener('abort', stop);
  if (interrupted.aborted) stop();
  try {
    await Promise.race([work, enough.promise]);
  } finally {
    cancelTimer();
  }
}

async function findConversation(client: ChatClient, target: Target): Promise<Conversation> {
  if ('with' in target) return client.conversations.openDirect(target.with);
  const wanted = target.group.toLowerCase();
  let cursor: string | null = null;
  do {
    const page = await client.conversations.list({ limit: 100, ...(cursor !== null && { cursor }) });
    const found = page.items.find(({ id, name }) => id === target.group || name?.toLowerCase() === wanted);
    if (found !== undefined) return found;
    cursor = page.nextCursor;
  } while (cursor !== null);
  throw new NoSuchGroup(`You are in no group called ${target.group}.`);
}

class NoSuchGroup extends Error {
  override readonly name = 'NoSuchGroup';
}

function announceConnection(client: ChatClient, screen: Screen, look: Look): () => void {
  const say = (text: string) => screen.print(notice(look, text));
  let wasConnected = false;
  let lost = false;
  let catchingUp = false;
  return client.on('state', ({ state, behind }) => {
    if (state === 'offline' && wasConnected && !lost) {
      lost = true;
      say('Connection lost. What you type is sent once it is back.');
    }
    if (state === 'catching-up' && lost && behind > 0 && !catchingUp) {
      catchingUp = true;
      say(
        `Connected again, catching up with ${behind === 1 ? 'a conversation' : `${behind} conversations`}.`,
      );
    }
    if (state === 'online' && lost) say(catchingUp ? 'Caught up.' : 'Connected again.');
    if (state === 'polling')
      say('No live connection gets through: messages arrive every few seconds, sending works.');
    if (state === 'online' || state === 'polling') {
      wasConnected = true;
      lost = false;
      catchingUp = false;
    }
  });
}

function lookOf({ isTTY }: Output, { NO_COLOR }: Terminal['environment']): Look {
  return { color: isTTY === true && (NO_COLOR ?? '') === '' };
}
