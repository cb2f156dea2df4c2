import * as z from 'zod';

export type JsonObject = Record<string, unknown>;

/** The dialect that a document embeds: OpenAPI 3.1 is built on 2020-12, AsyncAPI 3.0 on draft 7. */
export type Dialect = 'draft-2020-12' | 'draft-07';

/** What refinements and patterns say when they fail: JSON Schema has no other place for it than the description. */
function refusals({ _zod: { def } }: z.core.$ZodType): string[] {
  return (def.checks ?? []).flatMap((check) => {
    const explain = check._zod.def.error as z.core.$ZodErrorMap | undefined;
    const said = explain?.({ code: 'custom', input: undefined });
    const text = typeof said === 'string' ? said : said?.message;
    return text === undefined ? [] : [text];
  });
}

function withRefusals(description = '', said: readonly string[]): string {
  return `${description} Errors: ${said.join('; ')}.`.trimStart();
}

/**
 * Turns zod schemas into the JSON Schemas of one document. Schemas that have an `id` go to `#/components/schemas/<id>`,
 * gathered in `components`, and are referred to.
 */
export function jsonSchemas(dialect: Dialect) {
  const components: JsonObject = {};

  /** The references of a converted schema as they are in the document. */
  function relocate(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(relocate);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([name, value]) => [
        name,
        name === '$ref' && typeof value === 'string'
          ? value.replace(/^#\/(\$defs|definitions)\//, '#/components/schemas/')
          : relocate(value),
      ]),
    );
  }

  /**
   * `input` is what a sender writes: of a field with a default, that it may be missing; of an object, that later
   * versions may add fields unless it is strict. `output` is what parsing makes of it. Throws if two schemas share an `id`.
   */
  function convert(schema: z.ZodType, io: 'input' | 'output' = 'input'): JsonObject {
    const {
      $schema: _dialect,
      $defs,
      definitions,
      ...json
    } = z.toJSONSchema(schema, {
      target: dialect,
      io,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        const said = refusals(zodSchema);
        if (said.length > 0) jsonSchema.description = withRefusals(jsonSchema.description, said);
        if (jsonSchema['openSet'] === true) {
          // a generator makes a closed set of `enum`, and its client fails on the first new value
          const { enum: values = [], description = '' } = jsonSchema;
          delete jsonSchema.enum;
          delete jsonSchema['openSet'];
          jsonSchema.description = `${description} More may be added to: ${values.join(', ')}.`;
          jsonSchema['x-extensible-enum'] = values;
        }
      },
    });
    for (const [id, definition] of Object.entries($defs ?? definitions ?? {})) {
      const relocated = relocate(definition);
      if (id in components && JSON.stringify(components[id]) !== JSON.stringify(relocated)) {
        throw new Error(`two schemas of the contract have the id ${id}`);
      }
      components[id] = relocated;
    }
    return relocate(json) as JsonObject;
  }

  return { convert, components };
}
