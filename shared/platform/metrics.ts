/** Where ChatFlow's own metrics are in CloudWatch. The stage is their one dimension: each value of one is a metric of its own. */
export const metricNamespace = 'ChatFlow';
export const stageDimension = 'Stage';

/** Everything that is counted in the course of business. Nothing of it says who or what. */
export const counters = [
  /** Messages that were stored; a repeated send is none. Counted from the durable table's stream. */
  'Messages',
  /** Accounts and conversations that were made, counted from the stream too. */
  'Registrations',
  'Conversations',
  /**
   * Posts of `message:new` that the gateway took for an open socket, those of the sender's other devices among them. The
   * sender's ack is none, nor is what a client fetches by itself; whether an app showed it is unknown.
   */
  'Deliveries',
  /** Files that were begun to be uploaded and never used: their time was over, or their owner took them back. */
  'MediaExpired',
  /** Links that got a preview, and those that got none as their page could not be read. */
  'LinkPreviews',
  'FailedLinkPreviews',
  'SocketsOpened',
  /** Sockets whose end the gateway reported, which it does on a best-effort basis. */
  'SocketsClosed',
  /** Sockets that could not be opened through a fault of ours; a wrong token is none. */
  'FailedConnects',
  /** Requests and handshakes that were to come through CloudFront and did not; they were refused. */
  'EdgeBypasses',
  /** Posts to a socket that the gateway refused for their number, the last attempt too: that device catches up by itself. */
  'RefusedPosts',
  'SignIns',
  /** Sign-ins with a wrong name or password. */
  'FailedSignIns',
  /** Looks from outside whether people get through, and those that failed. */
  'Probes',
  'FailedProbes',
  /** Calls of the key service and the token signer that failed for good. */
  'KeyFailures',
] as const;
export type CounterName = (typeof counters)[number];

/** Everything that is timed, in milliseconds. */
export const timers = [
  /** From a message's `createdAt` to its last delivery, by the function that posted it: the sender's, or a piece of work. */
  'DeliveryDelay',
] as const;
export type TimerName = (typeof timers)[number];

/** The lines that functions log when they fail through a fault of ours. The alarm on send errors counts the first two. */
export const failureLines = {
  request: 'a request failed',
  frame: 'a frame failed',
  socket: 'a socket was not opened',
} as const;
