import { resolveRef } from './json-pointer.ts';

/** A node of a document and where it is, as in `components/schemas/Message/properties/text`. */
export interface Found {
  path: string;
  node: Record<string, unknown>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Every object in a document, but for what stands in its examples. */
function* objectsIn(value: unknown, path: readonly string[] = []): Generator<Found> {
  if (!isObject(value)) return;
  if (!Array.isArray(value)) yield { path: path.join('/'), node: value };
  for (const [name, child] of Object.entries(value)) {
    if (name !== 'example' && name !== 'examples') yield* objectsIn(child, [...path, name]);
  }
}

/** The properties of all schemas that neither they nor what they refer to describe. */
export function propertiesWithoutDescription(document: unknown): string[] {
  const described = (node: unknown): boolean =>
    isObject(node) &&
    (typeof node['description'] === 'string' ||
      (typeof node['$ref'] === 'string' && described(resolveRef(document, node['$ref']))));
  return [...objectsIn(document)].flatMap(({ path, node: { properties } }) =>
    isObject(properties)
      ? Object.entries(properties)
          .filter(([, schema]) => !described(schema))
          .map(([name]) => `${path}/${name}`)
      : [],
  );
}

/** Schemas of strings, numbers and arrays that do not say how long or how large they get. */
export function schemasWithoutBound(document: unknown): string[] {
  const hasBoth = ({ minimum, maximum }: Record<string, unknown>) =>
    typeof minimum === 'number' && typeof maximum === 'number';
  const bounded: Record<string, (schema: Record<string, unknown>) => boolean> = {
    string: ({ maxLength, enum: values, const: only }) => [maxLength, values, only].some(Boolean),
    integer: hasBoth,
    number: hasBoth,
    array: ({ maxItems }) => typeof maxItems === 'number',
  };
  return [...objectsIn(document)]
    .filter(({ node }) => {
      const { type } = node;
      const isBounded = typeof type === 'string' ? bounded[type] : undefined;
      return isBounded !== undefined && !isBounded(node) && !Array.isArray(node['x-extensible-enum']);
    })
    .map(({ path }) => path);
}
