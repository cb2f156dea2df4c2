import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRuntime, type Runtime } from '../../local/runtime.ts';
import { readSettings } from '../../local/settings.ts';
import { createInProcessPasswords } from '../../shared/platform/aws/passwords/in-process-passwords.ts';
import {
  countActions,
  countGroup,
  countGroupMessage,
  type CountedAction,
  type CountedGroup,
  type CountedMessage,
} from './actions.ts';
import { habits } from './scaling.ts';
import { openStage } from './stage.ts';

/** That passwords are hashed is counted, not how long it takes: bcrypt's lowest cost. */
const passwordCost = 4;
const passwords = { ...createInProcessPasswords(passwordCost), close: () => Promise.resolve() };

export interface Measured {
  actions: CountedAction[];
  messages: CountedMessage[];
  /** In the groups that `habits` speaks of. */
  group: CountedGroup;
}

/** Counts everything on a backend in this process, which is gone afterwards. The same every time. */
export async function measure(): Promise<Measured> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'chatflow-cost-'));
  const settings = readSettings({ PORT: '0', DATA_DIR: folder.path, LOG_LEVEL: 'error' });
  let runtime: Runtime | undefined;
  try {
    const stage = await openStage(async (overrides) => {
      runtime = await startRuntime(settings, {
        ...overrides,
        passwords,
        config: { passwordCost, publicUrl: 'https://chat.example.org' },
      });
      return runtime.app;
    });
    const messages: CountedMessage[] = [];
    for (const members of [2, 10, 100, 1000]) {
      for (const online of [members, Math.max(1, members / 10)]) {
        messages.push(await countGroupMessage(stage, members, online));
      }
    }
    const group = await countGroup(stage, habits.groupMembers, habits.groupOnline);
    return { actions: await countActions(stage), messages, group };
  } finally {
    await runtime?.close();
  }
}
