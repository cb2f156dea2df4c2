import * as z from 'zod';

/** The JSON Schema keywords that the contract needs. */
export interface JsonSchema {
  $ref?: string;
  type?: string;
  minimum?: number;
  const?: string | number | boolean;
  enum?: (string | number | boolean)[];
  /** A set that later servers may extend. */
  openSet?: boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  description?: string;
  $defs?: Record<string, JsonSchema>;
}

/**
 * The schemas in one go, so that each with an `id` becomes one definition: `output` as a reader gets them, `input` as a
 * sender writes them.
 */
export function toJsonSchemas(
  schemas: Record<string, z.ZodType>,
  io: 'input' | 'output',
): { roots: Record<string, JsonSchema>; definitions: Record<string, JsonSchema> } {
  const { properties = {}, $defs = {} } = z.toJSONSchema(z.object(schemas), {
    io,
    unrepresentable: 'any',
  }) as JsonSchema;
  return { roots: properties, definitions: $defs };
}

/** Whether an object has fields that the contract passes on without naming them (`z.looseObject`). */
export const isOpen = ({ additionalProperties: others }: JsonSchema): boolean =>
  typeof others === 'object' && Object.keys(others).length === 0;

/** The name of the definition that a schema refers to, if it does. */
export const referenceOf = ({ $ref }: JsonSchema): string | undefined => $ref?.replace(/^#\/\$defs\//, '');

/** The members of a union without `null`, and whether `null` is one. */
export function alternatives(schema: JsonSchema): { members: JsonSchema[]; isNullable: boolean } | undefined {
  const all = schema.anyOf ?? schema.oneOf;
  if (all === undefined) return undefined;
  const members = all.filter(({ type }) => type !== 'null');
  return { members, isNullable: members.length < all.length };
}
