import * as z from 'zod';

/**
 * Refuses a text of fewer than `min` or more than `max` characters. Like JSON Schema it counts code points; zod's own
 * bounds count UTF-16 units, so that an emoji is two.
 */
export function characters<T extends z.ZodString>(text: T, min: number, max: number): T {
  const filled =
    min === 0
      ? text
      : text.refine((given) => given.length >= min, { error: 'must not be empty', abort: true });
  return filled
    .refine((given) => given.length <= max || [...given].length <= max, `must be at most ${max} characters`)
    .meta({ ...(min > 0 && { minLength: min }), maxLength: max });
}

/**
 * A text in replies, at most `max` characters long. The server promises the bound; a client that reads a reply accepts
 * what a later version sends.
 */
export const replyText = (max: number, description: string) =>
  z.string().meta({ maxLength: max, description });

/** The id of something in replies. */
export const idOf = (what: string) => replyText(128, `The id of ${what}. Opaque: never parse it.`);

/**
 * One of these values, to which later versions may add. The server's own code is held to them; the documents name them
 * and leave the set open, so that a generated client does not fail on one that it does not know.
 */
export const openSet = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).meta({ openSet: true, description });
