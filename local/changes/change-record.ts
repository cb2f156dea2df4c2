import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { Attribute, Attributes, Item, Json } from '../../shared/platform/table.ts';

/** What DynamoDB's stream tells of an item that was made, or removed, in the form in which Lambda hands it to a function. */
export function changeRecord(
  sequenceNumber: string,
  item: Item,
  { removed }: { removed: boolean },
): DynamoDBRecord {
  const { pk, sk } = item;
  return {
    eventID: sequenceNumber,
    eventName: removed ? 'REMOVE' : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'local',
    eventSourceARN: 'arn:aws:dynamodb:local:000000000000:table/durable/stream/local',
    dynamodb: {
      Keys: { pk: { S: pk }, sk: { S: sk } },
      [removed ? 'OldImage' : 'NewImage']: imageOf(item),
      SequenceNumber: sequenceNumber,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

function imageOf(attributes: Attributes): Record<string, AttributeValue> {
  const image: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) image[name] = valueOf(value);
  return image;
}

/** In Lambda's events binary values are base64. */
function valueOf(value: Attribute): AttributeValue {
  return value instanceof Uint8Array ? { B: Buffer.from(value).toString('base64') } : jsonValueOf(value);
}

function jsonValueOf(value: Json): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  return Array.isArray(value) ? { L: value.map(jsonValueOf) } : { M: imageOf(value) };
}
