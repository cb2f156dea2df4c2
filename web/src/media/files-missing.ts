/** The files that a message was to have did not all arrive, or are not wanted in it any more. */
export class FilesMissing extends Error {
  constructor() {
    super('not all files arrived');
  }
}
