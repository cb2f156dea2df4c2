import { mediaBytes, mediaType, mediaTypes, type MediaKind } from '../../../shared/protocol/media-types.ts';

/** The contract's limit for one message. */
export const mostAttachments = 10;

/** The type of a file as the server names it: by what the browser says, or by its name; `undefined` where it cannot be sent. */
export function typeOf({ name, type }: { name: string; type: string }): string | undefined {
  const known = mediaType(type);
  if (known !== undefined) return known;
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  // browsers do not know all types, and name some in their own way
  if (type !== '' && !isVague(type)) return undefined;
  return Object.entries(mediaTypes).find(([, { extensions }]) =>
    extensions.some((one) => one === extension),
  )?.[0];
}

const isVague = (type: string) => /^application\/(octet-stream|x-)|^text\/x-/.test(type);

/** What a type is to a reader. */
export function kindOf(contentType: string): MediaKind {
  const known = mediaType(contentType);
  return known === undefined ? 'document' : mediaTypes[known].kind;
}

export type Refusal = { why: 'notAllowed' | 'empty' } | { why: 'tooLarge'; kind: MediaKind; most: number };

/** Why a file cannot be sent, before a byte of it is; `undefined` for one that can. */
export function refusalOf(file: { name: string; type: string; size: number }): Refusal | undefined {
  const type = typeOf(file);
  if (type === undefined) return { why: 'notAllowed' };
  if (file.size === 0) return { why: 'empty' };
  const kind = kindOf(type);
  const most = mediaBytes[kind];
  return file.size > most ? { why: 'tooLarge', kind, most } : undefined;
}

/** What a picker offers for photos and videos. */
export const visualTypes = Object.entries(mediaTypes)
  .filter(([, { kind }]) => kind === 'image' || kind === 'video')
  .map(([type]) => type)
  .join(',');
