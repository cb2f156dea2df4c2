import type { KeyService, PasswordHasher, Ports, Sockets, Timers, TokenSigner, WorkQueue } from '../ports.ts';
import { billedPieces } from './capacity.ts';
import type { Item } from '../table.ts';
import type { OperationCounter } from './counter.ts';
import { countingTable } from './counting-table.ts';

/** The sizes of the pieces in which API Gateway and SQS bill a message. */
const postUnitBytes = 32 * 1024;
const queueUnitBytes = 64 * 1024;

/**
 * The ports with everything counted that AWS bills by the operation. `onNew` is called for each new item of the durable
 * table, as its stream would tell it.
 */
export function countingPorts(ports: Ports, counter: OperationCounter, onNew?: (item: Item) => void): Ports {
  return {
    ...ports,
    durable: countingTable(ports.durable, counter, onNew),
    ephemeral: countingTable(ports.ephemeral, counter),
    sockets: countingSockets(ports.sockets, counter),
    work: countingWorkQueue(ports.work, counter),
    timers: countingTimers(ports.timers, counter),
    keys: countingKeyService(ports.keys, counter),
    signer: countingSigner(ports.signer, counter),
    pushKey: countingSigner(ports.pushKey, counter),
    passwords: countingPasswords(ports.passwords, counter),
    mailer: {
      send(mail) {
        counter.add('mails');
        return ports.mailer.send(mail);
      },
    },
  };
}

function countingSockets(sockets: Sockets, counter: OperationCounter): Sockets {
  return {
    post(connectionId, frame) {
      counter.add('posts');
      counter.add('postUnits', billedPieces(Buffer.byteLength(frame), postUnitBytes));
      return sockets.post(connectionId, frame);
    },
    close(connectionId) {
      counter.add('closes');
      return sockets.close(connectionId);
    },
  };
}

function countingWorkQueue(queue: WorkQueue, counter: OperationCounter): WorkQueue {
  return {
    add(work, delaySeconds) {
      counter.add('queued');
      counter.add('queueUnits', billedPieces(Buffer.byteLength(JSON.stringify(work)), queueUnitBytes));
      return queue.add(work, delaySeconds);
    },
  };
}

function countingTimers(timers: Timers, counter: OperationCounter): Timers {
  return {
    lateness: timers.lateness,
    set(name, at, work) {
      counter.add('timersSet');
      return timers.set(name, at, work);
    },
    cancel(name) {
      counter.add('timersCancelled');
      return timers.cancel(name);
    },
  };
}

function countingKeyService(service: KeyService, counter: OperationCounter): KeyService {
  return {
    generateDataKey(context) {
      counter.add('keyCalls');
      return service.generateDataKey(context);
    },
    unwrap(wrapped, context) {
      counter.add('keyCalls');
      return service.unwrap(wrapped, context);
    },
    rewrap(wrapped, context) {
      // KMS bills it as a decryption and an encryption
      counter.add('keyCalls', 2);
      return service.rewrap(wrapped, context);
    },
  };
}

/** Only signing: adapters ask for the public key once in the life of a process. */
function countingSigner(signer: TokenSigner, counter: OperationCounter): TokenSigner {
  return {
    sign(input) {
      counter.add('signatures');
      return signer.sign(input);
    },
    keyId: () => signer.keyId(),
    publicKeys: () => signer.publicKeys(),
  };
}

function countingPasswords(hasher: PasswordHasher, counter: OperationCounter): PasswordHasher {
  return {
    hash(password) {
      counter.add('passwordHashes');
      return hasher.hash(password);
    },
    verify(password, hash) {
      counter.add('passwordHashes');
      return hasher.verify(password, hash);
    },
    estimate: (password, words) => hasher.estimate(password, words),
  };
}
