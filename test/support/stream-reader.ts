import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';

const shards = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const iterator = z.object({ ShardIterator: z.string() });
const page = z.object({ Records: z.array(z.custom<DynamoDBRecord>((record) => typeof record === 'object')) });

/**
 * Everything that the stream of a table tells on a DynamoDB engine of this machine. Asked without the SDK, whose client
 * decodes what Lambda hands on as it comes. Throws an `Error` where the engine has no streams.
 */
export async function readStream(endpoint: string, streamArn: string): Promise<DynamoDBRecord[]> {
  async function ask<T>(operation: string, input: object, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        // engines want to see a signature, and check none
        'x-amz-date': '20261120T090000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20261120/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation}: ${text}`);
    return schema.parse(JSON.parse(text));
  }
  const { StreamDescription } = await ask('DescribeStream', { StreamArn: streamArn }, shards);
  const records: DynamoDBRecord[] = [];
  for (const { ShardId } of StreamDescription.Shards) {
    const from = { StreamArn: streamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await ask('GetShardIterator', from, iterator);
    records.push(...(await ask('GetRecords', { ShardIterator, Limit: 1_000 }, page)).Records);
  }
  return records;
}
