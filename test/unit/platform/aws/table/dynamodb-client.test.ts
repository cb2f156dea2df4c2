import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { dynamoDbClient } from '../../../../../shared/platform/aws/table/dynamodb-client.ts';
import { DynamoDbTable } from '../../../../../shared/platform/aws/table/dynamodb-table.ts';

it('given a lost answer, the SDK retries the transaction under the same token', async () => {
  const tokens: unknown[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      tokens.push((body as { ClientRequestToken: unknown }).ClientRequestToken);
      if (tokens.length === 1) request.socket.destroy();
      else response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = dynamoDbClient({ endpoint: `http://127.0.0.1:${port}` });
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  await new DynamoDbTable(client, 'table').transact([{ put: { pk: 'p', sk: 's' } }]);
  expect(tokens).toEqual([expect.any(String), tokens[0]]);
});
