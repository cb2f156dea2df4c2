import { unsupported } from './print-types.ts';
import { alternatives, isOpen, referenceOf, type JsonSchema } from './json-schema.ts';

/** What the shape of a type is called. */
export const shapeName = (type: string) => type.charAt(0).toLowerCase() + type.slice(1);

/** Prints the expressions that build shapes, and remembers in `used` which functions of `shapes.ts` they call. */
export function shapePrinter() {
  const used = new Set<string>();
  const helper = (name: string) => {
    used.add(name);
    return name;
  };
  const call = (name: string, ...parameters: string[]) => `${helper(name)}(${parameters.join(', ')})`;

  /** `type` is an expression for the type that the schema has. */
  function shapeOf(schema: JsonSchema, type: string): string {
    const reference = referenceOf(schema);
    if (reference !== undefined) return shapeName(reference);
    const union = alternatives(schema);
    if (union !== undefined) {
      const member = union.isNullable ? `NonNullable<${type}>` : type;
      const members = union.members.map((one) => shapeOf(one, member));
      const shape =
        members.length === 1 ? members.join() : `${helper('union')}<${member}>(${members.join(', ')})`;
      return union.isNullable ? call('nullable', shape) : shape;
    }
    if (schema.const !== undefined) return call('oneOf', JSON.stringify(schema.const));
    if (schema.enum !== undefined) {
      // later servers may extend an open set
      return schema.openSet === true
        ? helper('string')
        : call('oneOf', ...schema.enum.map((value) => JSON.stringify(value)));
    }
    switch (schema.type) {
      case 'string':
      case 'boolean':
      case 'number':
        return helper(schema.type);
      case 'integer':
        return call('integer', String(schema.minimum ?? Number.MIN_SAFE_INTEGER));
      case 'array':
        return call('array', shapeOf(schema.items ?? {}, `${type}[number]`));
      case 'object':
        return objectShape(schema, type);
      case undefined:
        return helper('anything');
      default:
        throw unsupported(schema);
    }
  }

  function objectShape(schema: JsonSchema, type: string): string {
    const { properties, required = [], additionalProperties } = schema;
    if (properties === undefined && typeof additionalProperties === 'object' && !isOpen(schema)) {
      return call('record', shapeOf(additionalProperties, `${type}[string]`));
    }
    const fields = Object.entries(properties ?? {}).map(([name, field]) => {
      const property = `${type}['${name}']`;
      const shape = required.includes(name)
        ? shapeOf(field, property)
        : call('optional', shapeOf(field, `Exclude<${property}, undefined>`));
      return `${name}: ${shape}`;
    });
    return `${helper(isOpen(schema) ? 'open' : 'object')}<${type}>({ ${fields.join(', ')} })`;
  }

  /** Later versions have further kinds of entries, with other forms. */
  const tolerant = (name: string, shape: string) => (name === 'Message' ? `entry(${shape})` : shape);
  const declareShape = ([name, schema]: [string, JsonSchema]) =>
    `export const ${shapeName(name)}: Shape<${name}> = ${tolerant(name, shapeOf(schema, name))};`;

  return { used, shapeOf, declareShape };
}
