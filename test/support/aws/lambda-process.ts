import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileCache } from '../backend/backend-process.ts';

/** A deployed function: a bundle loaded in a process of its own, whose environment is the given one and nothing else
 * that it could notice. */
export interface LambdaProcess {
  /**
   * What the handler returns, called with Lambda's trace header if one is given. Rejects with what it throws, or with the
   * process's output if that died.
   */
  invoke(event: unknown, xRayTraceId?: string): Promise<unknown>;
  /** What it has written so far. */
  output(): string;
  stop(): Promise<void>;
}

type Answer = { number: number; result: unknown } | { number: number; error: string };

/** Loads a bundle (`index.mjs`). Rejects with the process's output if it cannot be loaded. */
export async function startLambda(
  bundle: string,
  environment: Record<string, string>,
): Promise<LambdaProcess> {
  const child = fork(join(import.meta.dirname, 'lambda-child.ts'), [pathToFileURL(bundle).href], {
    env: { NODE_COMPILE_CACHE: compileCache, ...environment },
    execArgv: ['--enable-source-maps'],
    silent: true,
  });
  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);

  const exited = once(child, 'close');
  const died = exited.then((): never => {
    throw new Error(`${bundle} ended: ${output}`);
  });
  died.catch(() => undefined); // also ends by `stop`, when no caller waits for an answer any more
  await Promise.race([once(child, 'message'), died]);

  let count = 0;
  async function answerTo(number: number): Promise<Answer> {
    for (;;) {
      const [answer] = (await once(child, 'message')) as [Answer];
      if (answer.number === number) return answer;
    }
  }
  return {
    output: () => output,
    async invoke(event, xRayTraceId) {
      const number = (count += 1);
      const answered = answerTo(number);
      child.send({ number, event, xRayTraceId });
      const answer = await Promise.race([answered, died]);
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}
