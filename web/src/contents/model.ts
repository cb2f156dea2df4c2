import type { Message, MessageItem, UnsentItem } from '../../../client/index.ts';

type Said = Message | UnsentItem;

/** Whether a message is a poll, a location or a contact, which is no text. */
export const hasContent = ({ poll, location, contact }: Said): boolean =>
  (poll ?? location ?? contact) !== undefined;

/** What a message says: one that is stored, or that waits to be. */
export const saidIn = (item: MessageItem): Said => (item.kind === 'stored' ? item.message : item);

/** How what is no text begins: what is asked, what a place is called, who the contact is. */
export const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
