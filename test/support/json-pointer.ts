/** Every `$ref` in a document. */
export function refsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === '$ref' && typeof value === 'string' ? [value] : refsOf(value),
  );
}

/** What a reference within the document (`#/a/b`) points to, `undefined` if nothing (RFC 6901). */
export function resolveRef(document: unknown, ref: string): unknown {
  const [start, ...names] = ref.split('/');
  if (start !== '#') return undefined;
  return names
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (node, name) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, name)
          ? (node as Record<string, unknown>)[name]
          : undefined,
      document,
    );
}

/** The reference to what stands under these names. */
export function refTo(...names: string[]): string {
  return ['#', ...names.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
}
