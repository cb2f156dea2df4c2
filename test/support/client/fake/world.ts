import type { ServerEvent, SessionEndReason } from '../../../../shared/protocol/index.ts';
import type { Person, Session } from './people.ts';

/** What all parts of the fake server share: its clock, what tests switch, and how it reaches people, whatever the wire. */
export interface World {
  /** The time in milliseconds since the epoch. It stands still unless a test sets another clock. */
  now: () => number;
  /** Whether new messages are pushed. */
  pushes: boolean;
  /** Whether each message gets a time of its own, a second after the last one, instead of that of the clock. */
  timePasses: boolean;
  /** Conversations in one sync reply. */
  syncPage: number;
  /** Pushes to every socket of a person but `except`. */
  deliver: (person: Person, event: ServerEvent, except?: object) => void;
  isConnected: (person: Person) => boolean;
  /** Whether a session has a socket. */
  isOpen: (session: Session) => boolean;
  /** Says why, and closes the sockets of a session. */
  endSockets: (session: Session, reason: SessionEndReason) => void;
}
