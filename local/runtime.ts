import { join } from 'node:path';
import { catalog, httpPrefixes } from '../functions/catalog.ts';
import type { Catalog } from '../functions/definition.ts';
import { loadFunctions, type Functions } from '../functions/functions.ts';
import { createApp, type App } from '../shared/app.ts';
import { configure, type Config } from '../shared/platform/config.ts';
import { Unavailable } from '../shared/platform/errors.ts';
import type { Clock, Ports } from '../shared/platform/ports.ts';
import { builtFolder } from '../web/build/build-web.ts';
import { ChangePump } from './changes/change-pump.ts';
import { openConnectionJournal } from './gateway/connection-journal.ts';
import { createGateway } from './gateway/gateway.ts';
import type { GatewayLimits } from './gateway/limits.ts';
import { originOfRequest } from './gateway/request-origin.ts';
import type { PasswordPool } from './passwords/pool.ts';
import { createMailPages } from './mail/mail-pages.ts';
import type { Mailbox } from './mail/mailbox.ts';
import { createMediaEndpoint } from './objects/media-endpoint.ts';
import { UploadEvents } from './objects/upload-events.ts';
import { openLocalPorts } from './ports.ts';
import { localOrigin, type Settings } from './settings.ts';
import { createWebClient } from './web/web-client.ts';
import { realSchedule, type Schedule } from './work/local-work-queue.ts';

/** Overrides for tests. */
export interface RuntimeOverrides {
  clock?: Clock;
  config?: Partial<Config>;
  limits?: Partial<GatewayLimits>;
  /** The functions that run; by default all of them. */
  catalog?: Catalog;
  passwords?: PasswordPool;
  schedule?: Schedule;
  /** Where the built web client is, if not in `web/dist`. */
  webFolder?: string;
  /** Stands between the domain and its ports, to make them fail or to count. */
  wrapPorts?: (ports: Ports) => Ports;
  /** Stands before the functions, to know which of them runs. */
  wrapFunctions?: (functions: Functions) => Functions;
}

export interface Runtime {
  /** Where programs on this machine reach it: `http://localhost:<port>`, unless it binds to another address. */
  url: string;
  port: number;
  app: App;
  /** The mails that were sent; they leave this machine by no other way. */
  mailbox: Mailbox;
  /** Closes every socket, finishes what is running, and lets go of the data folder. */
  close(): Promise<void>;
}

/**
 * Starts the whole backend on this machine: the functions that AWS runs, behind a gateway of this process, on local
 * adapters of the ports. `explainStartup` puts what it throws into a sentence.
 */
export async function startRuntime(settings: Settings, overrides: RuntimeOverrides = {}): Promise<Runtime> {
  const { clock = Date, wrapPorts = (ports: Ports) => ports } = overrides;
  const { wrapFunctions = (functions: Functions) => functions } = overrides;
  const functionCatalog = overrides.catalog ?? catalog;
  const createFunctions = await loadFunctions(functionCatalog);
  const config = configure({
    logLevel: settings.LOG_LEVEL,
    passwordCost: settings.PASSWORD_COST,
    publicUrl: settings.PUBLIC_URL,
    rateLimits: settings.RATE_LIMITS,
    auditRetentionDays: settings.AUDIT_RETENTION_DAYS,
    messageEditSeconds: settings.MESSAGE_EDIT_SECONDS,
    linkPreviews: settings.LINK_PREVIEWS,
    digests: settings.DIGESTS,
    digestDefault: settings.DIGEST_DEFAULT,
    digestPreviews: settings.DIGEST_PREVIEWS,
    unsubscribeMailbox: settings.UNSUBSCRIBE_MAILBOX,
    roleSecondFactor: settings.ROLE_SECOND_FACTOR,
    identityProviders: settings.IDENTITY_PROVIDERS,
    ...overrides.config,
  });
  let url = '';
  const { ports, changes, close } = await openLocalPorts(settings, {
    config,
    clock,
    origin: () => config.publicUrl ?? originOfRequest() ?? url,
    passwords: overrides.passwords,
    schedule: overrides.schedule,
  });
  const { sockets: connections, objects, work, timers, metrics, mailer: mailbox, random, log } = ports;
  try {
    const app = createApp(wrapPorts(ports));
    await checkKeys(app, settings);
    const journal = openConnectionJournal(join(settings.DATA_DIR, 'connections.log'));
    const functions = wrapFunctions(createFunctions(app));
    work.consume(functions.work);
    const gateway = createGateway({
      http: functions.http,
      prefixes: httpPrefixes(functionCatalog),
      web: settings.WEB === 'on' ? createWebClient(overrides.webFolder ?? builtFolder) : undefined,
      mail: createMailPages(mailbox, (ms) => work.settled(ms)),
      media: createMediaEndpoint({ store: objects, corsOrigins: settings.CORS_ORIGINS, clock, log }),
      sockets: functions.sockets,
      connections,
      journal,
      corsOrigins: settings.CORS_ORIGINS,
      names: { host: settings.HOST, publicUrl: config.publicUrl },
      clock,
      random,
      log,
      ...(overrides.limits && { limits: overrides.limits }),
    });
    const uploads = new UploadEvents({
      store: objects,
      clock,
      schedule: overrides.schedule ?? realSchedule,
      log,
      call: functions.uploaded,
    });
    await uploads.start();
    const { port } = await gateway.listen(settings.PORT, settings.HOST).catch(async (error: unknown) => {
      journal.close();
      await uploads.close();
      throw error;
    });
    url = localOrigin(settings, port);
    const pump = new ChangePump({
      source: changes,
      consumer: functions.changes,
      schedule: realSchedule,
      log,
    });
    pump.start();
    timers.start((due) => work.perform(due));
    return {
      url,
      port,
      app,
      mailbox,
      async close() {
        await gateway.close();
        await uploads.close();
        await work.close();
        timers.close();
        await pump.close();
        log.debug(metrics.sums(), 'counted since the start');
        journal.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The keys must open what is stored: with another key file nothing could be read, and new data would be mixed in. */
async function checkKeys(app: App, settings: Settings): Promise<void> {
  try {
    await app.secrets.mac('cursor', '');
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const message =
      `The keys in ${join(settings.DATA_DIR, 'keys.json')} do not open the stored data. ` +
      'Put back the key file that it was written with, or start afresh with another DATA_DIR.';
    throw new Error(message, { cause: error });
  }
}
