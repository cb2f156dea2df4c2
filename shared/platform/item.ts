import type { Attribute, Attributes, Json, Key } from './table.ts';

/** How deep maps and lists may nest in DynamoDB. */
const maxDepth = 32;
/** Lists and maps cost this much whatever is in them, and one byte more for each element. */
const containerBytes = 3;
/** The smallest magnitude of a number other than 0 that DynamoDB can hold. */
const minNumber = 1e-130;

/**
 * The size of an item, or of some of its attributes, in bytes by DynamoDB's rules: what counts against its limit of 400 KB and is billed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * Throws an `Error` for a value that DynamoDB could not hold as it is.
 */
export function itemBytes(item: Attributes): number {
  let bytes = 0;
  for (const name of Object.keys(item)) {
    bytes += nameBytes(name) + attributeBytes(item[name], name);
  }
  return bytes;
}

function attributeBytes(value: Attribute | undefined, name: string): number {
  return value instanceof Uint8Array ? value.byteLength : jsonBytes(value, name, 1);
}

function jsonBytes(value: Json | undefined, name: string, depth: number): number {
  switch (typeof value) {
    case 'string':
      return Buffer.byteLength(value);
    case 'number':
      return numberBytes(value, name);
    case 'boolean':
      return 1;
    case 'object':
      return value === null ? 1 : containedBytes(value, name, depth);
    default:
      throw new Error(`attribute ${name} holds ${typeof value}, which cannot be stored`);
  }
}

function containedBytes(value: Json[] | { [name: string]: Json }, name: string, depth: number): number {
  if (depth > maxDepth) throw new Error(`attribute ${name} is nested more than ${maxDepth} deep`);
  assertPlain(value, name);
  let bytes = containerBytes;
  if (Array.isArray(value)) {
    for (const element of value) bytes += 1 + jsonBytes(element, name, depth + 1);
    return bytes;
  }
  for (const [key, element] of Object.entries(value)) {
    bytes += 1 + nameBytes(key) + jsonBytes(element, name, depth + 1);
  }
  return bytes;
}

function nameBytes(name: string): number {
  assertName(name);
  return Buffer.byteLength(name);
}

/**
 * Names that no attribute and no entry of a map may have: the SDK would lose what is under the one, and by the other it
 * tells apart the types of what it stores.
 */
export const reservedNames: readonly string[] = ['__proto__', 'constructor'];

function assertName(name: string): void {
  if (name === '') throw new Error('an attribute has no name');
  if (reservedNames.includes(name)) throw new Error(`an attribute is named ${name}, which cannot be stored`);
}

function assertPlain(value: object, name: string): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) {
    throw new Error(`attribute ${name} holds an object that is not plain data`);
  }
}

/** One byte, one more per two significant digits, one more for a sign. */
function numberBytes(value: number, name: string): number {
  const magnitude = Math.abs(value);
  // The negation catches NaN too.
  if (!(magnitude <= Number.MAX_SAFE_INTEGER) || (magnitude > 0 && magnitude < minNumber)) {
    throw new Error(`attribute ${name} holds ${value}, which would not be stored exactly`);
  }
  return 1 + Math.ceil(significantDigits(magnitude) / 2) + (value < 0 ? 1 : 0);
}

function significantDigits(magnitude: number): number {
  const text = String(magnitude);
  let digits = 0;
  let zeros = 0;
  for (const character of text) {
    if (character === 'e') break;
    if (character === '.') continue;
    if (character !== '0') {
      digits += zeros + 1;
      zeros = 0;
    } else if (digits > 0) {
      zeros += 1;
    }
  }
  return digits;
}

/** A copy that later changes to the original do not reach. Throws an `Error` for what is no data. */
export function copyAttributes<T extends Attributes>(attributes: T): T {
  const copy: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    assertName(name);
    // A clone would bring along all of the buffer that it is a view of.
    copy[name] = value instanceof Uint8Array ? new Uint8Array(value) : copyJson(value, name);
  }
  return copy as T;
}

function copyJson(value: Json, name: string, depth = 1): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) throw new Error(`attribute ${name} is nested more than ${maxDepth} deep`);
  assertPlain(value, name);
  if (Array.isArray(value)) return value.map((element) => copyJson(element, name, depth + 1));
  const copy: { [name: string]: Json } = {};
  for (const [key, element] of Object.entries(value)) {
    assertName(key);
    copy[key] = copyJson(element, name, depth + 1);
  }
  return copy;
}

const keyBytes = { pk: 2048, sk: 1024 } as const;

/** Throws an `Error` for a key that DynamoDB would refuse: an empty or too long part. */
export function assertKey(key: Key): void {
  assertKeyPart('pk', key.pk);
  assertKeyPart('sk', key.sk);
}

/** Throws an `Error` for a part of a key that DynamoDB would refuse. */
export function assertKeyPart(part: keyof typeof keyBytes, text: unknown): void {
  if (typeof text !== 'string') throw new Error(`the key's ${part} is not a string`);
  if (text.length === 0) throw new Error(`the key's ${part} is empty`);
  // A UTF-16 unit makes at most 3 bytes, so that nearly every key is passed without counting.
  if (text.length * 3 > keyBytes[part] && Buffer.byteLength(text) > keyBytes[part]) {
    throw new Error(`the key's ${part} is longer than ${keyBytes[part]} bytes`);
  }
}
