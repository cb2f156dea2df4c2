/** The result of a shape for a value of another form. */
export const refused = Symbol('refused');

/** Checks a value of unknown form: returns the value with the fields that the shape names, or `refused`. */
export type Shape<T> = (value: unknown) => T | typeof refused;

/** A field that may be missing. */
export interface OptionalField<T> {
  readonly optional: Shape<T>;
}

type Field<T, K extends keyof T> =
  Partial<Pick<T, K>> extends Pick<T, K> ? OptionalField<Exclude<T[K], undefined>> : Shape<T[K]>;
/** A shape for each field of `T`. */
export type Fields<T> = { readonly [K in keyof T]-?: Field<T, K> };

export const string: Shape<string> = (value) => (typeof value === 'string' ? value : refused);
export const boolean: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : refused);
export const number: Shape<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refused;
/** A whole number, at least `minimum`. */
export const integer =
  (minimum: number): Shape<number> =>
  (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum ? value : refused;
export const anything: Shape<unknown> = (value) => value;

/** One of these values. */
export const oneOf =
  <const T extends string | number | boolean>(...values: readonly T[]): Shape<T> =>
  (value) =>
    values.find((one) => one === value) ?? refused;

export const nullable =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value) =>
    value === null ? null : shape(value);

export const optional = <T>(shape: Shape<T>): OptionalField<T> => ({ optional: shape });

/** The first of these shapes that fits. */
export const union =
  <T>(...shapes: readonly Shape<T>[]): Shape<T> =>
  (value) => {
    for (const shape of shapes) {
      const result = shape(value);
      if (result !== refused) return result;
    }
    return refused;
  };

export const array =
  <T>(item: Shape<T>): Shape<T[]> =>
  (value) => {
    if (!Array.isArray(value)) return refused;
    const items: T[] = [];
    for (const one of value as unknown[]) {
      const result = item(one);
      if (result === refused) return refused;
      items.push(result);
    }
    return items;
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with these fields. Others, which a later server may send, are dropped. */
export const object = <T extends object>(fields: Fields<T>): Shape<T> => {
  const entries = Object.entries<Shape<unknown> | OptionalField<unknown>>(fields);
  return (value) => {
    if (!isObject(value)) return refused;
    const result: Record<string, unknown> = {};
    for (const [name, field] of entries) {
      const isOptional = typeof field !== 'function';
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      if (isOptional && given === undefined) continue;
      const read = isOptional ? field.optional(given) : field(given);
      if (read === refused) return refused;
      result[name] = read;
    }
    // each field of `T` was read by its shape, which the compiler cannot follow through the loop
    return result as T;
  };
};

/** The fields of `T` that have names, without `[other: string]`. */
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/** An object with these fields and any others, which are kept: something else reads them. */
export const open = <T extends object>(fields: Fields<Named<T>>): Shape<T> => {
  const named = object<Named<T>>(fields);
  return (value) => {
    const result = named(value);
    // each named field of `T` was read by its shape, and the others may be anything
    return result === refused ? refused : ({ ...(value as object), ...result } as T);
  };
};

/** An object with any keys, whose values have one shape. */
export const record =
  <T>(values: Shape<T>): Shape<Record<string, T>> =>
  (value) => {
    if (!isObject(value)) return refused;
    const result: [string, T][] = [];
    for (const [key, one] of Object.entries(value)) {
      const read = values(one);
      if (read === refused) return refused;
      result.push([key, read]);
    }
    return Object.fromEntries(result);
  };

/** The value as the shape reads it, `undefined` where it has another form. */
export function read<T>(shape: Shape<T>, value: unknown): T | undefined {
  const result = shape(value);
  return result === refused ? undefined : result;
}
