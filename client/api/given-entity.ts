import type { GivenEntity } from './contract.ts';
import { integer, object, oneOf, optional, string } from './shapes.ts';

/** A part of a text as an application gave it, where it is read from the storage. */
export const givenEntity = object<GivenEntity>({
  type: oneOf('bold', 'italic', 'strike', 'code', 'pre', 'quote', 'spoiler', 'link', 'mention'),
  start: integer(0),
  length: integer(1),
  userId: optional(string),
  target: optional(oneOf('all', 'here')),
  url: optional(string),
  language: optional(string),
});
