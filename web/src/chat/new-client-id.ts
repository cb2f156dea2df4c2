/** `getRandomValues` rather than `randomUUID`: browsers offer it on plain http pages too. */
export const newClientId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
