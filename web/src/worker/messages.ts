/** What the worker tells a page. A page tells the worker the text of what a push would say. */
export type FromWorker =
  /** The user chose a notice: show this. The page answers on the port, so that the worker knows that it does. */
  | { type: 'open'; path: string; conversationId?: string; seq?: number }
  /** The browser has another subscription now. */
  | { type: 'subscription' };

/** Where a page that was opened by a notice finds the number of the message: at the end of its address. */
export const messageHash = (seq: number): string => `#message-${seq}`;

/** The number in such an end of an address. */
export function seqInHash(hash: string): number | undefined {
  const [, digits] = /^#message-(\d{1,15})$/.exec(hash) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
