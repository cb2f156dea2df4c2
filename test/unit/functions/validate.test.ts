import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseJson, validate } from '../../../functions/middleware/validate.ts';
import { ChatError } from '../../../shared/platform/errors.ts';

const schema = z.strictObject({
  a: z.string(),
  list: z.array(z.strictObject({ n: z.number() })).optional(),
});

function refusal(run: () => unknown): ChatError {
  try {
    run();
  } catch (error) {
    if (error instanceof ChatError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('validate', () => {
  it('given a valid value, returns what the schema makes of it', () => {
    expect(validate(z.strictObject({ n: z.string().transform(Number) }), { n: '5' })).toEqual({ n: 5 });
  });

  it('given wrong fields, names each by its path from the root', () => {
    const error = refusal(() => validate(schema, { list: [{ n: 1 }, { n: 'x', m: 1 }], b: 1, c: 2 }, 'data'));
    expect(error.code).toBe('validation_failed');
    expect(error.fields?.map(({ path }) => path).sort()).toEqual([
      'data.a',
      'data.b',
      'data.c',
      'data.list.1.m',
      'data.list.1.n',
    ]);
    expect(error.message).toContain('data.list.1.m: is not a known field');
  });

  it('given more than 100 wrong fields, names 100', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, 1]));
    const error = refusal(() => validate(z.strictObject({}), many));
    expect(error.fields).toHaveLength(100);
    expect(error.message).not.toContain('f100');
  });
});

describe('parseJson', () => {
  it('given a limit, counts bytes instead of characters', () => {
    expect(parseJson('"é"', 4)).toBe('é');
    expect(refusal(() => parseJson('"éa"', 4)).code).toBe('payload_too_large');
  });

  it('given a body that is too long and no JSON, reports the size', () => {
    expect(refusal(() => parseJson('{{{{{', 4)).code).toBe('payload_too_large');
    expect(refusal(() => parseJson('{{{{', 4)).code).toBe('invalid_json');
  });
});
