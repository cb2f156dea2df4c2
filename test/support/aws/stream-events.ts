import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Item } from '../../../shared/platform/table.ts';

type Image = Record<string, AttributeValue>;

/** An item as Lambda writes it: binary values in base64. */
function imageOf(item: Item): Image {
  return JSON.parse(
    JSON.stringify(marshall(item), (_, value: unknown) =>
      // Node's own buffers have turned into an object here
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  ) as Image;
}

/** What the stream of the durable table tells of an item that was made, changed or removed. */
export function streamRecord(
  sequenceNumber: string,
  { before, after }: { before?: Item; after?: Item },
): DynamoDBRecord {
  const { pk = '', sk = '' } = after ?? before ?? {};
  return {
    eventID: `event-${sequenceNumber}`,
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:aws:dynamodb:eu-central-1:111122223333:table/durable/stream/2026-11-20T09:00:00.000',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_165_200,
      Keys: { pk: { S: pk }, sk: { S: sk } },
      ...(after && { NewImage: imageOf(after) }),
      ...(before && { OldImage: imageOf(before) }),
      SequenceNumber: sequenceNumber,
      SizeBytes: 100,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

export function streamEvent(...Records: DynamoDBRecord[]): DynamoDBStreamEvent {
  return { Records };
}
