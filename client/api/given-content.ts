import type { OutgoingMessage } from './protocol.ts';
import { array, boolean, number, object, optional, string, type Fields } from './shapes.ts';

/** What a message is instead of a text. */
export type GivenContent = Pick<OutgoingMessage, 'poll' | 'location' | 'contact'>;
type Given<Kind extends keyof GivenContent> = NonNullable<GivenContent[Kind]>;

/** The same as an application gave it, where it is read from the storage. */
export const givenContent: Fields<GivenContent> = {
  poll: optional(
    object<Given<'poll'>>({
      question: string,
      options: array(string),
      multiple: optional(boolean),
      anonymous: optional(boolean),
      closesAt: optional(string),
    }),
  ),
  location: optional(
    object<Given<'location'>>({
      latitude: number,
      longitude: number,
      accuracy: optional(number),
      label: optional(string),
    }),
  ),
  contact: optional(
    object<Given<'contact'>>({
      name: string,
      phones: optional(array(string)),
      emails: optional(array(string)),
      userId: optional(string),
    }),
  ),
};

/** What of a message is no text; nothing where it is one. */
export const contentOf = ({ poll, location, contact }: GivenContent): GivenContent => ({
  ...(poll && { poll }),
  ...(location && { location }),
  ...(contact && { contact }),
});
