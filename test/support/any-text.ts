import fc from 'fast-check';

/**
 * Any character of Unicode, mostly a common one. fast-check's own `binary` strings hold the same, but take seconds to
 * prepare in each thread.
 */
const anyCharacter = fc
  .oneof(
    fc.integer({ min: 0x20, max: 0x7e }),
    fc.integer({ min: 0, max: 0x2ff }),
    fc.integer({ min: 0, max: 0x10_ffff }).filter((code) => code < 0xd800 || code > 0xdfff),
  )
  .map((code) => String.fromCodePoint(code));

/** Well-formed text of any characters, controls and unassigned ones included. Lengths are in characters. */
export const anyText = (lengths: { minLength?: number; maxLength?: number } = {}) =>
  fc.string({ ...lengths, unit: anyCharacter });
