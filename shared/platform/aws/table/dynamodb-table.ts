import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../../errors.ts';
import type {
  Change,
  Condition,
  Item,
  Key,
  Query,
  QueryPage,
  ReadOptions,
  Table,
  Write,
} from '../../table.ts';
import { copyAttributes } from '../../item.ts';
import { backOff, maxAttempts, realBackoff, type BackoffOptions } from '../backoff.ts';
import { isConflict, tableError } from './dynamodb-errors.ts';
import { changeParameters, conditionParameters, keyConditionParameters } from './dynamodb-expressions.ts';

/** So that `ConditionFailed` can say what is there, without another read. */
const returnItem = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** What DynamoDB cannot hold as it is throws, rather than being left out or changed. */
const marshallOptions = {
  convertEmptyValues: false,
  removeUndefinedValues: false,
  convertClassInstanceToMap: false,
  allowImpreciseNumbers: false,
};

/** A transaction has no update and no check without an expression: DynamoDB refuses this one. */
const none = '';

/**
 * The `Table` port on DynamoDB, which itself enforces the limits: what it refuses rejects with the SDK's error.
 *
 * A request whose answer is lost is repeated by the SDK though it may have been carried out. `transact` carries a token
 * by which DynamoDB knows the repetition, so it can neither act twice nor fail on what it wrote itself. A single write
 * has none: the repetition of a put with `exists: false` can reject with `ConditionFailed` whose `item` is the very one
 * it put, so a caller to whom that matters compares the item or uses `transact`; and that of an `add` can add twice, so
 * a counter may skip numbers but never gives one out twice.
 */
export class DynamoDbTable implements Table {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;
  readonly #backoff: BackoffOptions;

  /** `name` is the table's name in DynamoDB. */
  constructor(client: DynamoDBClient, name: string, backoff: BackoffOptions = realBackoff) {
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions });
    this.#name = name;
    this.#backoff = backoff;
  }

  async get(key: Key, options?: ReadOptions): Promise<Item | undefined> {
    const input = { TableName: this.#name, Key: keyOf(key), ConsistentRead: isConsistent(options) };
    const { Item: item } = await this.#attempt(() => this.#client.send(new GetCommand(input)));
    return item as Item | undefined;
  }

  async put(item: Item, condition?: Condition): Promise<void> {
    const input = this.#put(item, condition);
    await this.#attempt(() => this.#client.send(new PutCommand(input)));
  }

  async update(key: Key, change: Change): Promise<Item> {
    const input = { ...this.#update(key, change), ReturnValues: 'ALL_NEW' } as const;
    const { Attributes: item } = await this.#attempt(() => this.#client.send(new UpdateCommand(input)));
    return item as Item;
  }

  async delete(key: Key, condition?: Condition): Promise<void> {
    const input = this.#delete(key, condition);
    await this.#attempt(() => this.#client.send(new DeleteCommand(input)));
  }

  async query(query: Query): Promise<QueryPage> {
    const input = {
      TableName: this.#name,
      ...keyConditionParameters(query),
      ConsistentRead: isConsistent(query),
      ScanIndexForward: !query.reverse,
      ...(query.limit !== undefined && { Limit: query.limit }),
      ...(query.after && { ExclusiveStartKey: keyOf(query.after) }),
    };
    const page = await this.#attempt(() => this.#client.send(new QueryCommand(input)));
    return { items: (page.Items ?? []) as Item[], next: page.LastEvaluatedKey as Key | undefined };
  }

  async batchGet(keys: readonly Key[], options?: ReadOptions): Promise<Item[]> {
    const found: Item[] = [];
    let wanted = keys.map(keyOf);
    for (let attempt = 1; wanted.length > 0; attempt += 1) {
      if (attempt > maxAttempts)
        throw new Unavailable('The database', new Error('a batch stayed unfinished'));
      if (attempt > 1) await backOff(attempt, this.#backoff);
      const request = { Keys: wanted, ConsistentRead: isConsistent(options) };
      const input = { RequestItems: { [this.#name]: request } };
      const batch = await this.#attempt(() => this.#client.send(new BatchGetCommand(input)));
      found.push(...((batch.Responses?.[this.#name] ?? []) as Item[]));
      wanted = (batch.UnprocessedKeys?.[this.#name]?.Keys ?? []) as Key[];
    }
    return found;
  }

  async transact(writes: readonly Write[]): Promise<void> {
    const input = {
      TransactItems: writes.map((write) => this.#transactItem(write)),
      // Repetitions, the SDK's and ours, are the same transaction to DynamoDB.
      ClientRequestToken: Buffer.from(this.#backoff.random(16)).toString('base64url'),
    };
    await this.#attempt(() => this.#client.send(new TransactWriteCommand(input)));
  }

  #transactItem(write: Write): TransactItem {
    if ('put' in write) return { Put: this.#put(write.put, write.if) };
    if ('update' in write) {
      const { UpdateExpression = none, ...update } = this.#update(write.update, write.change);
      return { Update: { ...update, UpdateExpression } };
    }
    if ('delete' in write) return { Delete: this.#delete(write.delete, write.if) };
    const { ConditionExpression = none, ...check } = this.#delete(write.check, write.if);
    return { ConditionCheck: { ...check, ConditionExpression } };
  }

  #put(item: Item, condition: Condition | undefined) {
    return {
      TableName: this.#name,
      Item: copyAttributes(item),
      ...conditionParameters(condition),
      ...returnItem,
    };
  }

  #update(key: Key, change: Change) {
    return { TableName: this.#name, Key: keyOf(key), ...changeParameters(change), ...returnItem };
  }

  #delete(key: Key, condition: Condition | undefined) {
    return { TableName: this.#name, Key: keyOf(key), ...conditionParameters(condition), ...returnItem };
  }

  /** Sends a request, repeatedly where it met a conflict. Rejects with what the port allows. */
  async #attempt<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        if (!isConflict(error) || attempt === maxAttempts) throw tableError(error);
      }
      await backOff(attempt + 1, this.#backoff);
    }
  }
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A caller may pass a whole item for its key. */
function keyOf({ pk, sk }: Key): Key {
  return { pk, sk };
}

function isConsistent(options: ReadOptions | undefined): boolean {
  return !options?.eventually;
}
