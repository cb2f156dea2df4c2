import { createContext, createElement, useContext, type ReactNode } from 'react';
import type { ChatClient } from '../index.ts';

const ClientContext = createContext<ChatClient | undefined>(undefined);

export interface ChatProviderProps {
  /** Made once, outside of components. The provider neither connects nor disconnects it. */
  client: ChatClient;
  children?: ReactNode;
}

/** Gives the hooks below it a client. */
export function ChatProvider({ client, children }: ChatProviderProps): ReactNode {
  return createElement(ClientContext, { value: client }, children);
}

/** The client of the nearest `ChatProvider`. Throws where there is none. */
export function useClient(): ChatClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('There is no <ChatProvider> around this component.');
  return client;
}
