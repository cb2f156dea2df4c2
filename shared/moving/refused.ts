/** An import that cannot go on; the message says why, in a sentence for the operator. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
}
