import { fetchPageFunction } from '../functions/pages/fetch-page.ts';
import { postOutboundFunction } from '../functions/outbound/post-outbound.ts';
import type { Config } from '../shared/platform/config.ts';
import { openIdProviders } from '../shared/platform/identity-providers/lazy-openid-providers.ts';
import { createLogger } from '../shared/platform/logger.ts';
import { mediaTools } from '../shared/platform/media-tools.ts';
import { fromAnswer as fromOutboundAnswer, toCall } from '../shared/platform/outbound/outbound-call.ts';
import { anyOutbound, strictOutbound } from '../shared/platform/outbound/outbound-policy.ts';
import { createOutboundPoster } from '../shared/platform/outbound/outbound-poster.ts';
import { fromAnswer } from '../shared/platform/pages/page-call.ts';
import type { Clock, Outbound, PageFetcher, Ports } from '../shared/platform/ports.ts';
import { noMobilePush } from '../shared/platform/push/no-mobile-push.ts';
import { pooledRandom } from '../shared/platform/random.ts';
import type { ChangeSource } from './changes/change-source.ts';
import { Connections } from './gateway/connections.ts';
import { openKeyFile } from './keys/key-file.ts';
import { createLocalKeyService } from './keys/local-key-service.ts';
import { createLocalTokenSigner } from './keys/local-token-signer.ts';
import { openPushKey } from './keys/push-key.ts';
import { Mailbox } from './mail/mailbox.ts';
import { createAddressSigner } from './objects/address-signer.ts';
import { LocalObjectStore, objectsFolder } from './objects/local-object-store.ts';
import { testVirusScanner } from './objects/test-virus-scanner.ts';
import { Totals } from './metrics/totals.ts';
import { createPasswordPool, type PasswordPool } from './passwords/pool.ts';
import type { Settings } from './settings.ts';
import { openTables } from './table/open-tables.ts';
import { LocalTimers } from './timers/local-timers.ts';
import { LocalWorkQueue, realSchedule, type Schedule } from './work/local-work-queue.ts';

export interface LocalPortsOptions {
  config: Config;
  clock: Clock;
  passwords?: PasswordPool | undefined;
  schedule?: Schedule | undefined;
  /** Where the client at hand reaches the gateway, for programs that have one. */
  origin?: () => string;
}

/** The ports of one process; these are more than the port: the gateway, the runtime and tests use the rest of them. */
export interface LocalPorts extends Ports {
  sockets: Connections;
  objects: LocalObjectStore;
  work: LocalWorkQueue;
  metrics: Totals;
  timers: LocalTimers;
  mailer: Mailbox;
}

/**
 * Opens the ports on this machine, and what follows from what is stored (`changes`); `shared/platform/aws/ports.ts` is its twin. `close` lets go of the data folder: call it
 * when nothing runs any more.
 */
export async function openLocalPorts(
  settings: Settings,
  { config, clock, schedule = realSchedule, origin = noOrigin, ...given }: LocalPortsOptions,
): Promise<{ ports: LocalPorts; changes: ChangeSource; close: () => Promise<void> }> {
  const log = createLogger(config.logLevel);
  const random = pooledRandom();
  const tables = await openTables(settings, clock, log);
  const passwords = given.passwords ?? createPasswordPool(config.passwordCost);
  const close = async () => {
    await passwords.close();
    await tables.close();
  };
  try {
    const keyFile = await openKeyFile(settings.DATA_DIR, random);
    const ports = {
      durable: tables.table('durable'),
      ephemeral: tables.table('ephemeral'),
      sockets: new Connections(clock),
      objects: new LocalObjectStore({
        folder: objectsFolder(settings.DATA_DIR),
        clock,
        random,
        signer: createAddressSigner(keyFile.masters),
        origin,
        sync: settings.SQLITE_SYNCHRONOUS === 'FULL',
      }),
      ...mediaTools(),
      pages: pages(),
      outbound: outbound(settings, clock),
      mobilePush: noMobilePush,
      work: new LocalWorkQueue({ schedule, random, log }),
      keys: createLocalKeyService(keyFile.masters, random),
      signer: await createLocalTokenSigner(keyFile.signing, keyFile.previousSigning),
      pushKey: await createLocalTokenSigner(await openPushKey(settings.DATA_DIR, random)),
      passwords,
      clock,
      random,
      log,
      metrics: new Totals(),
      mailer: await Mailbox.open(settings.DATA_DIR, clock),
      providers: openIdProviders(config.identityProviders, { clock, log }),
      timers: new LocalTimers({ folder: settings.DATA_DIR, clock, schedule, log }),
      config,
    };
    const scanner = testVirusScanner(ports.objects);
    return { ports: { ...ports, scanner }, changes: tables.changes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The function that reads pages, called as in AWS, but in this process. */
function pages(): PageFetcher {
  const fetchPage = fetchPageFunction();
  return { fetch: async (url) => fromAnswer(await fetchPage({ url })) };
}

/** The function that posts to others, called as in AWS, but in this process. */
function outbound({ OUTBOUND_TARGETS }: Settings, clock: Clock): Outbound {
  const poster = createOutboundPoster({
    policy: OUTBOUND_TARGETS === 'any' ? anyOutbound : strictOutbound,
    clock,
  });
  const postOutbound = postOutboundFunction(poster);
  return {
    isTarget: (url) => poster.isTarget(url),
    post: async (requests) => fromOutboundAnswer(await postOutbound(toCall(requests)), requests.length),
  };
}

function noOrigin(): string {
  throw new Error('there is no gateway that addresses of files could lead to');
}
