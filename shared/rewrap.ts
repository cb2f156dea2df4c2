import * as z from 'zod';
import { accountKeyContext } from './accounts/index.ts';
import { accountItems } from './accounts/keys.ts';
import { conversationKeyContext } from './conversations/index.ts';
import { conversationItems } from './conversations/keys.ts';
import { mediaKeyContext } from './media/index.ts';
import { mediaItems } from './media/keys.ts';
import { bytes } from './platform/bytes.ts';
import type { ItemKind } from './platform/item-kind.ts';
import { platformItems } from './platform/keys.ts';
import type { KeyContext, Ports } from './platform/ports.ts';
import { deploymentSecretContext } from './platform/secrets.ts';
import { ConditionFailed, type Condition, type Item, type Key } from './platform/table.ts';

/** Items that hold a wrapped key: in which attribute, and what it belongs to. */
interface Holder {
  kind: Pick<ItemKind, 'is'>;
  attribute: 'wrapped' | 'wrappedKey';
  of(item: Key): { key: Key; context: KeyContext };
}

const { conversation, dataKey } = conversationItems;
const { account } = accountItems;
const { mediaKey } = mediaItems;
const { deploymentSecret } = platformItems;

const holders: readonly Holder[] = [
  {
    kind: conversation,
    attribute: 'wrappedKey',
    of(item) {
      const names = conversation.parse(item);
      return { key: conversation.key(names), context: conversationKeyContext(names.conversation) };
    },
  },
  {
    kind: dataKey,
    attribute: 'wrappedKey',
    of(item) {
      const names = dataKey.parse(item);
      return { key: dataKey.key(names), context: conversationKeyContext(names.conversation) };
    },
  },
  {
    kind: account,
    attribute: 'wrappedKey',
    of(item) {
      const names = account.parse(item);
      return { key: account.key(names), context: accountKeyContext(names.user) };
    },
  },
  {
    kind: mediaKey,
    attribute: 'wrappedKey',
    of(item) {
      const names = mediaKey.parse(item);
      return { key: mediaKey.key(names), context: mediaKeyContext(names.month) };
    },
  },
  {
    kind: deploymentSecret,
    attribute: 'wrapped',
    of: () => ({ key: deploymentSecret.key({}), context: deploymentSecretContext }),
  },
];

/** Whether the item under a key holds a wrapped key. */
export const holdsWrappedKey = (key: Key): boolean => holders.some(({ kind }) => kind.is(key));

function holderOf(item: Item): Holder {
  const holder = holders.find(({ kind }) => kind.is(item));
  if (!holder) throw new Error('the item holds no wrapped key');
  return holder;
}

/** The key in an item for which `holdsWrappedKey`, as it is wrapped. */
export const wrappedKeyIn = (item: Item): Uint8Array => bytes.parse(item[holderOf(item).attribute]);

const keyName = z.object({ keyId: z.string().exactOptional() });

/**
 * Wraps the key that an item holds under the current master key. `false`: it is wrapped so already, or its item is gone or
 * holds another key since. Rejects where the wrapped key does not open.
 */
export async function rewrapItem(
  { durable, keys }: Pick<Ports, 'durable' | 'keys'>,
  item: Item,
): Promise<boolean> {
  const holder = holderOf(item);
  const { attribute } = holder;
  const { key, context } = holder.of(item);
  const before = wrappedKeyIn(item);
  const wrapped = await keys.rewrap(before, context);
  if (!wrapped) return false;
  // a key is never replaced under its name: while the name is the same, this is another wrapping of the key that is there
  const { keyId } = keyName.parse(item);
  const condition: Condition = { exists: true, ...(keyId !== undefined && { equals: { keyId } }) };
  try {
    await durable.update(key, { set: { [attribute]: wrapped }, if: condition });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
