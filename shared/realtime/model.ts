/** A live socket of a user. */
export interface Socket {
  connectionId: string;
  userId: string;
  sessionId: string;
  /** Milliseconds since the epoch. */
  connectedAt: number;
}

/** Whether a person is here, and when they last were (milliseconds since the epoch; `null`: never). */
export interface Presence {
  online: boolean;
  lastOnline: number | null;
}

/** A gateway closes every socket after two hours, so whatever says it is older is a leftover. */
export const socketLifeMilliseconds = 2 * 60 * 60 * 1000;
