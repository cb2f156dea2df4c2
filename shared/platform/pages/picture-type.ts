/** The types of pictures that previews have, by how their bytes begin, in hexadecimal. */
const beginnings = {
  'image/jpeg': /^ffd8ff/,
  'image/png': /^89504e470d0a1a0a/,
  // GIF87a, GIF89a
  'image/gif': /^47494638(37|39)61/,
  // RIFF, a length, WEBP
  'image/webp': /^52494646.{8}57454250/,
} as const;
export type PictureType = keyof typeof beginnings;

/** What a picture is by its first bytes, whatever its server calls it. `undefined`: none of these. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return (Object.keys(beginnings) as PictureType[]).find((type) => beginnings[type].test(beginning));
}
