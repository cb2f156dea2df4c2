import { createContext } from 'react';

/** Around the messages of a thread: there, all of them belong to its first one, and quotes lead to messages beside them. */
export interface OpenThread {
  /** The id of its first message. */
  rootId: string;
  /** Where what is written there is kept. */
  place: string;
  /** Shows another message of the thread. */
  show: (seq: number) => void;
}

export const ThreadContext = createContext<OpenThread | undefined>(undefined);
