import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'vitest';
import { catalog, definitionOf, functionNames, type FunctionName } from '../../../functions/catalog.ts';
import type { TriggerKind } from '../../../functions/definition.ts';
import type { CommandFunction } from '../../../functions/command/command.ts';
import type { HttpFunction } from '../../../functions/events.ts';
import type { Functions, HttpFunctions } from '../../../functions/functions.ts';
import { aroundTable } from '../../../shared/platform/around-table.ts';
import type { ObjectStore, Ports } from '../../../shared/platform/ports.ts';
import type { Table, Write } from '../../../shared/platform/table.ts';
import { tableActions } from '../../../shared/platform/tracing/tracing-ports.ts';

/** What the stacks grant a function, and what it uses: `durable GetItem`, `sockets POST`. */
const granted = new Map(
  Object.entries(catalog).map(([name, { grants }]) => [
    name,
    new Set(
      Object.entries(grants).flatMap(([resource, actions]) =>
        Array.isArray(actions) ? actions.map((action) => `${resource} ${action}`) : `${resource} SendMessage`,
      ),
    ),
  ]),
);

const calledBy = (kind: TriggerKind): FunctionName => {
  const found = functionNames.find((name) => definitionOf(name).trigger.kind === kind);
  return found ?? expect.fail(`no function of the catalog has the trigger ${kind}`);
};

/** Watches over one backend: which function uses which permission, and which it was not granted. */
export class Permissions {
  readonly #running = new AsyncLocalStorage<FunctionName>();
  /** `<function>: <resource> <action>` */
  readonly used = new Set<string>();
  readonly missing = new Set<string>();

  /** Every permission that there is, in the form of `used`. */
  static get granted(): string[] {
    return [...granted].flatMap(([name, all]) => [...all].map((permission) => `${name}: ${permission}`));
  }

  wrapFunctions({ http, sockets, work, changes, uploaded, scanned, commands }: Functions): Functions {
    const as = <T>(name: FunctionName, run: () => T): T => this.#running.run(name, run);
    return {
      http: Object.fromEntries(
        Object.entries(http).map(([name, run]): [string, HttpFunction] => [
          name,
          (...event) => as(name as FunctionName, () => run(...event)),
        ]),
      ) as HttpFunctions,
      sockets: {
        authorize: (event) => as('ws-authorize', () => sockets.authorize(event)),
        connect: (event) => as('ws-connect', () => sockets.connect(event)),
        frame: (event) => as('ws-frame', () => sockets.frame(event)),
        disconnect: (event) => as('ws-disconnect', () => sockets.disconnect(event)),
      },
      work: (event) => as('queue-work', () => work(event)),
      changes: (event) => as('after-commit', () => changes(event)),
      uploaded: uploaded && ((event) => as(calledBy('object'), () => uploaded(event))),
      scanned: scanned && ((event) => as(calledBy('scan'), () => scanned(event))),
      commands: Object.fromEntries(
        Object.entries(commands).map(([name, run]): [string, CommandFunction] => [
          name,
          (event) => as(name as FunctionName, () => run(event)),
        ]),
      ) as Functions['commands'],
    };
  }

  wrapPorts(ports: Ports): Ports {
    const { sockets, objects, pages, outbound, work, timers, mailer, keys, signer, pushKey, mobilePush } =
      ports;
    return {
      ...ports,
      durable: this.#table('durable', ports.durable),
      ephemeral: this.#table('ephemeral', ports.ephemeral),
      sockets: {
        post: (...args) => this.#use('sockets POST', () => sockets.post(...args)),
        close: (...args) => this.#use('sockets DELETE', () => sockets.close(...args)),
      },
      objects: this.#objects(objects),
      work: { add: (...args) => this.#use('work SendMessage', () => work.add(...args)) },
      mailer: { send: (...args) => this.#use('mail SendEmail', () => mailer.send(...args)) },
      pages: { fetch: (...args) => this.#use('pages InvokeFunction', () => pages.fetch(...args)) },
      outbound: {
        isTarget: (url) => outbound.isTarget(url),
        post: (...args) => this.#use('outbound InvokeFunction', () => outbound.post(...args)),
      },
      timers: {
        lateness: timers.lateness,
        set: (...args) =>
          // where there is one of this name already, it takes its place
          this.#use('timers CreateSchedule', () =>
            this.#use('timers UpdateSchedule', () => timers.set(...args)),
          ),
        cancel: (...args) => this.#use('timers DeleteSchedule', () => timers.cancel(...args)),
      },
      keys: {
        generateDataKey: (...args) =>
          this.#use('dataKey GenerateDataKey', () => keys.generateDataKey(...args)),
        unwrap: (...args) => this.#use('dataKey Decrypt', () => keys.unwrap(...args)),
        rewrap: (...args) =>
          this.#use('dataKey ReEncryptFrom', () =>
            this.#use('dataKey ReEncryptTo', () => keys.rewrap(...args)),
          ),
      },
      signer: {
        sign: (...args) => this.#use('tokenKey Sign', () => signer.sign(...args)),
        keyId: () => this.#use('tokenKey GetPublicKey', () => signer.keyId()),
        publicKeys: () => this.#use('tokenKey GetPublicKey', () => signer.publicKeys()),
      },
      mobilePush: {
        // an endpoint is made where it is not known, and removed where it is disabled
        send: (...args) =>
          this.#use('mobilePush CreatePlatformEndpoint', () =>
            this.#use('mobilePush Publish', () =>
              this.#use('mobilePush DeleteEndpoint', () => mobilePush.send(...args)),
            ),
          ),
      },
      pushKey: {
        sign: (...args) => this.#use('pushKey Sign', () => pushKey.sign(...args)),
        keyId: () => this.#use('pushKey GetPublicKey', () => pushKey.keyId()),
        publicKeys: () => this.#use('pushKey GetPublicKey', () => pushKey.publicKeys()),
      },
    };
  }

  #table(name: 'durable' | 'ephemeral', table: Table): Table {
    return aroundTable(table, ({ operation, writes = [] }, perform) => {
      // a transaction needs the actions of what it consists of
      const actions = operation === 'transact' ? writes.map(actionOf) : [tableActions[operation]];
      for (const action of actions) this.#note(`${name} ${action}`);
      return perform();
    });
  }

  /** Which prefix an object is below is part of the permission. */
  #objects(objects: ObjectStore): ObjectStore {
    const use = <T>(action: string, key: string, run: () => T): T =>
      this.#use(`media ${action} ${key.split('/')[0] ?? ''}`, run);
    return {
      presignUpload: (upload) => use('PutObject', upload.key, () => objects.presignUpload(upload)),
      beginParts: (upload) => use('PutObject', upload.key, () => objects.beginParts(upload)),
      presignPart: (part) => use('PutObject', part.key, () => objects.presignPart(part)),
      listParts: (upload) => use('ListMultipartUploadParts', upload.key, () => objects.listParts(upload)),
      completeParts: (upload) =>
        use('ListMultipartUploadParts', upload.key, () =>
          use('PutObject', upload.key, () => objects.completeParts(upload)),
        ),
      abortParts: (upload) => use('AbortMultipartUpload', upload.key, () => objects.abortParts(upload)),
      presignDownload: (download) => use('GetObject', download.key, () => objects.presignDownload(download)),
      head: (key) => use('GetObject', key, () => objects.head(key)),
      read: (key, range) => use('GetObject', key, () => objects.read(key, range)),
      write: (key, ...rest) => use('PutObject', key, () => objects.write(key, ...rest)),
      copy: (from, to, contentType) =>
        use('GetObject', from, () => use('PutObject', to, () => objects.copy(from, to, contentType))),
      delete: (keys) => {
        for (const key of keys) this.#note(`media DeleteObject ${key.split('/')[0] ?? ''}`);
        return objects.delete(keys);
      },
    };
  }

  #use<T>(permission: string, perform: () => T): T {
    this.#note(permission);
    return perform();
  }

  #note(permission: string): void {
    const name = this.#running.getStore();
    // the runtime itself, which does not exist on AWS
    if (name === undefined) return;
    this.used.add(`${name}: ${permission}`);
    if (granted.get(name)?.has(permission) !== true) this.missing.add(`${name}: ${permission}`);
  }
}

function actionOf(write: Write): string {
  if ('put' in write) return 'PutItem';
  if ('update' in write) return 'UpdateItem';
  return 'delete' in write ? 'DeleteItem' : 'ConditionCheckItem';
}
