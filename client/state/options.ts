/** How much of the state is kept. What is on screen (observed) is kept in any case. */
export interface StateLimits {
  /** Conversations in memory; those without activity for the longest go first. Default: 2,000. */
  conversations?: number;
  /** Conversations whose messages stay in memory; the least recently viewed go first. Default: 20. */
  windows?: number;
  /** Messages of one conversation in memory; those farthest from where the user reads go first. Default: 1,000. */
  messages?: number;
  /** Users in memory, by `client.state.user`; those described last stay. Default: 2,000. */
  users?: number;
  /** Conversations in the storage. Default: 100. */
  storedConversations?: number;
  /** Conversations with messages in the storage. Default: 20. */
  storedWindows?: number;
  /** Messages of each of them, the newest. Default: 50. */
  storedMessages?: number;
}

export const defaultLimits: Required<StateLimits> = {
  conversations: 2_000,
  windows: 20,
  messages: 1_000,
  users: 2_000,
  storedConversations: 100,
  storedWindows: 20,
  storedMessages: 50,
};
