import { createApp, type App } from '../shared/app.ts';
import { configure } from '../shared/platform/config.ts';
import { openLocalPorts } from './ports.ts';
import type { Settings } from './settings.ts';
import { explainStartup } from './startup-failure.ts';

/** Does something with the domain on this machine's data, without a gateway. Throws what went wrong, also where the backend has it. */
export async function onApp<T>(settings: Settings, act: (app: App) => Promise<T>): Promise<T> {
  const config = configure({
    logLevel: settings.LOG_LEVEL,
    auditRetentionDays: settings.AUDIT_RETENTION_DAYS,
  });
  // no gateway listens: what needs an address of it does without
  const opening = openLocalPorts(settings, { config, clock: Date, origin: () => 'http://localhost' });
  const { ports, close } = await opening.catch((error: unknown) => {
    throw new Error(explainStartup(error, settings), { cause: error });
  });
  try {
    return await act(createApp(ports));
  } finally {
    await close();
  }
}
