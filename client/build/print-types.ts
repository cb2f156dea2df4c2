import { alternatives, isOpen, referenceOf, type JsonSchema } from './json-schema.ts';

const literal = (value: unknown) => JSON.stringify(value);
const comment = (text: string | undefined) =>
  text === undefined ? '' : `/** ${text.replaceAll('*/', '* /')} */\n`;

/** For a schema that the generator does not support yet. */
export function unsupported(schema: JsonSchema): Error {
  return new Error(`The client cannot express this part of the contract yet: ${JSON.stringify(schema)}`);
}

/** The TypeScript type of a schema. */
export function typeOf(schema: JsonSchema): string {
  const reference = referenceOf(schema);
  if (reference !== undefined) return reference;
  const union = alternatives(schema);
  if (union !== undefined) {
    const types = union.members.map(typeOf);
    return [...types, ...(union.isNullable ? ['null'] : [])].join(' | ');
  }
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) {
    const members = schema.enum.map(literal);
    return [...members, ...(schema.openSet === true ? ['(string & Record<never, never>)'] : [])].join(' | ');
  }
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `(${typeOf(schema.items ?? {})})[]`;
    case 'object':
      return objectType(schema);
    case undefined:
      return 'unknown';
    default:
      throw unsupported(schema);
  }
}

function objectType(schema: JsonSchema): string {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined && !isOpen(schema) && typeof additionalProperties === 'object') {
    return `Record<string, ${typeOf(additionalProperties)}>`;
  }
  const fields = Object.entries(properties ?? {}).map(
    ([name, field]) =>
      comment(field.description) +
      (required.includes(name) ? `${name}: ${typeOf(field)};` : `${name}?: ${typeOf(field)} | undefined;`),
  );
  if (isOpen(schema)) fields.push('[other: string]: unknown;');
  return fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('\n')}\n}`;
}

/** The declaration of a type by its name. */
export function declareType([name, schema]: [string, JsonSchema]): string {
  const declaration =
    schema.type === 'object' && schema.properties !== undefined
      ? `export interface ${name} ${typeOf(schema)}`
      : `export type ${name} = ${typeOf(schema)};`;
  return comment(schema.description) + declaration;
}
