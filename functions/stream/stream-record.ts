import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import type { Change } from '../../shared/after-commit/index.ts';
import type { Attribute, Item, Json } from '../../shared/platform/table.ts';

type Image = Record<string, AttributeValue>;

/** The change that a record of the stream tells. Throws an `Error`, which says nothing of the content, where it tells none. */
export function changeOf({ dynamodb }: DynamoDBRecord): Change {
  const { Keys, OldImage, NewImage } = dynamodb ?? {};
  if (!Keys) throw new Error('a record has no key');
  const { pk, sk } = itemOf(Keys);
  return {
    key: { pk, sk },
    ...(OldImage && { before: itemOf(OldImage) }),
    ...(NewImage && { after: itemOf(NewImage) }),
  };
}

function itemOf(image: Image): Item {
  const attributes = Object.fromEntries(
    Object.entries(image).map(([name, value]) => [name, attributeOf(value)]),
  );
  const { pk, sk } = attributes;
  if (typeof pk !== 'string' || typeof sk !== 'string') throw new Error('a record has another key than ours');
  return { ...attributes, pk, sk };
}

/** In Lambda's events binary values are base64, other than the SDK has them. */
function attributeOf(value: AttributeValue): Attribute {
  return value.B === undefined ? jsonOf(value) : new Uint8Array(Buffer.from(value.B, 'base64'));
}

function jsonOf({ S, N, BOOL, NULL, L, M }: AttributeValue): Json {
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (BOOL !== undefined) return BOOL;
  if (NULL !== undefined) return null;
  if (L) return L.map(jsonOf);
  if (M) return Object.fromEntries(Object.entries(M).map(([name, value]) => [name, jsonOf(value)]));
  throw new Error('a record has a value of a kind that is never stored');
}
