import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { answerManagementCall } from '../../../../local/gateway/connection-management.ts';
import { Connections } from '../../../../local/gateway/connections.ts';

/** The status of a GET about a live connection, asked from an address. */
async function statusFor(remoteAddress: string | undefined): Promise<number> {
  const connections = new Connections({ now: () => 0 });
  connections.add({
    connectionId: 'abc=',
    connectedAt: 0,
    domainName: 'localhost',
    identity: { sourceIp: '127.0.0.1', userAgent: '' },
    authorizer: { userId: 'u', sessionId: 's', principalId: 'u' },
  });
  const request = new IncomingMessage(
    Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }),
  );
  request.method = 'GET';
  request.url = '/@connections/abc%3D';
  return (await answerManagementCall(request, { connections, maxBytes: 1, requestId: 'r' })).status;
}

test.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])(
  '%s is accepted as this machine',
  async (address) => {
    expect(await statusFor(address)).toBe(200);
  },
);

test.each(['10.0.0.1', '128.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '::2', '1.127.0.1', undefined])(
  '%s is refused, as it is not this machine',
  async (address) => {
    expect(await statusFor(address)).toBe(403);
  },
);
