import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { frameError } from '../../shared/protocol/index.ts';
import { Device } from '../../test/support/client/device.ts';
import type { Handed } from '../../test/support/client/gap-recovery.ts';
import { call, openSocket, type Person } from './people.ts';

export { isDisconnected, type Device } from '../../test/support/client/device.ts';
export type { Handed } from '../../test/support/client/gap-recovery.ts';

/** A number that is missing may still be on its way: the device asks again after so long. */
const askAgainMs = 250;

const serverFrame = z.object({
  type: z.string(),
  id: z.string().optional(),
  data: z.unknown().optional(),
  error: frameError.optional(),
});

/** A device of a person at the server of this address. `onMessage` gets each message once and in order. */
export function createDevice(url: string, person: Person, onMessage: (message: Handed) => void): Device {
  return new Device({
    userId: person.id,
    async open(onFrame) {
      const socket = await openSocket(url, person);
      socket.on('message', (data: Buffer) => onFrame(serverFrame.parse(JSON.parse(data.toString()))));
      return {
        send: (frame) => socket.send(frame),
        close: () => socket.close(),
        terminate: () => socket.terminate(),
        closed: new Promise((resolve) => socket.once('close', resolve)),
      };
    },
    recovery: {
      onMessage,
      get: (path, schema) => call(url, path, schema, { token: person.token }),
      pause: () => sleep(askAgainMs),
    },
  });
}
