import type { KeyPattern } from './key-pattern.ts';
import type { Key } from './table.ts';
import type { TableName } from './tables.ts';

/** What lies in the tables under keys of one form, and who reads it how: a row of `docs/access-patterns.md`. */
export interface ItemDescription {
  table: TableName;
  /** The parts of the key, with names for what differs: `USER#<user>`. */
  partition: string;
  sort: string;
  item: string;
  readBy: string;
}

/** The names between `<` and `>`. */
type Names<Form extends string> = Form extends `${string}<${infer Name}>${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Values<Form extends string> = Readonly<Record<Names<Form>, string>>;
/** A part of a key with one name in it, or none, is read back without doubt. */
type ReadBack<Form extends string> = Form extends `${string}<${string}<${string}` ? never : Names<Form>;

/** One kind of item. Its noun's `keys.ts` declares it; keys are made and taken apart there alone. */
export interface ItemKind<Partition extends string = string, Sort extends string = string> {
  readonly description: ItemDescription;
  key(values: Values<Partition> & Values<Sort>): Key;
  /** The partition, for queries. */
  partition(values: Values<Partition>): string;
  /** What the sort keys of all items of this kind begin with. */
  readonly sortPrefix: string;
  is(key: Key): boolean;
  /** The names in a key that `key` made. Throws an `Error` for a key of another kind. */
  parse(key: Key): Readonly<Record<ReadBack<Partition> | ReadBack<Sort>, string>>;
  /** What tells items of this kind from others of its table: the sort key where that is always the same. */
  readonly pattern: KeyPattern;
}

/** Declares a kind of item by the form of its keys. */
export function itemKind<const Partition extends string, const Sort extends string>(
  description: ItemDescription & { partition: Partition; sort: Sort },
): ItemKind<Partition, Sort> {
  const [partition, sort] = [formOf(description.partition), formOf(description.sort)];
  return {
    description,
    key: (values) => ({ pk: partition.text(values), sk: sort.text(values) }),
    partition: (values) => partition.text(values),
    sortPrefix: sort.prefix,
    is: ({ pk, sk }) => partition.fits(pk) && sort.fits(sk),
    parse({ pk, sk }) {
      if (!partition.fits(pk) || !sort.fits(sk)) throw new Error(`no key of: ${description.item}`);
      // the forms say which names there are
      return { ...partition.values(pk), ...sort.values(sk) } as ReturnType<
        ItemKind<Partition, Sort>['parse']
      >;
    },
    pattern: sort.names.length === 0 ? { sk: { is: sort.prefix } } : { pk: { beginsWith: partition.prefix } },
  };
}

/** A part of a key: literal text, and names for what differs. */
function formOf(form: string) {
  // `a<b>c<d>` is split into a, b, c, d and the empty text at the end
  const parts = form.split(/[<>]/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const [prefix = ''] = parts;
  return {
    names,
    prefix,
    // a loop, as keys are made for each message
    text(values: Readonly<Record<string, string>>) {
      let text = prefix;
      for (let index = 1; index < parts.length; index += 2) {
        text += `${values[parts[index] ?? '']}${parts[index + 1]}`;
      }
      return text;
    },
    fits: (text: string) => (names.length === 0 ? text === prefix : text.startsWith(prefix)),
    /** Of a form with one name; of others nothing. */
    values: (text: string) => (names.length === 1 ? { [names[0] ?? '']: text.slice(prefix.length) } : {}),
  };
}
