import type { z } from 'zod';
import { ChatError } from '../../shared/platform/errors.ts';
import type { FieldError } from '../../shared/protocol/index.ts';

/** An error names at most this many fields: thousands would make a reply larger than a gateway lets through. */
const namedFields = 100;

/**
 * What `schema` makes of `value`. Throws `validation_failed`, naming every bad and every unknown field (the first 100)
 * by its path, which begins with `root` if one is given.
 */
export function validate<S extends z.ZodType>(schema: S, value: unknown, root?: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const base = root === undefined ? [] : [root];
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, base)).slice(0, namedFields);
  const fields = errors
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
  throw new ChatError('validation_failed', fields, errors);
}

function fieldErrors(issue: z.core.$ZodIssue, base: readonly string[]): FieldError[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: 'is not a known field' }));
  }
  return [{ path: pathOf(path), message: issue.message }];
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

export function tooLarge(maxBytes: number): ChatError {
  return new ChatError('payload_too_large', `The request must be at most ${maxBytes} bytes.`);
}

/** The JSON in `text`. Throws `invalid_json`, or `payload_too_large` beyond `maxBytes`. */
export function parseJson(text: string, maxBytes: number): unknown {
  if (Buffer.byteLength(text) > maxBytes) throw tooLarge(maxBytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ChatError(
      'invalid_json',
      `The request is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
}
