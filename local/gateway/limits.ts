/** What the gateway allows. The defaults are API Gateway's own quotas, where it has one. */
export interface GatewayLimits {
  /** Bytes of an HTTP request's body. */
  bodyBytes: number;
  /** How long an HTTP, authorize or connect function may take. */
  integrationMs: number;
  /** Bytes of one WebSocket message, also of one posted through `/@connections`. */
  messageBytes: number;
  /** A socket without a message in either direction for this long is closed. */
  idleMs: number;
  /** The longest life of a socket. */
  connectionMs: number;
  /** How often idle and old sockets are looked for. */
  sweepMs: number;
  /** Frames of one socket that are handled at once; beyond that the socket is not read. */
  framesInFlight: number;
  /** How long closing the gateway waits for running calls, once before and once after cutting off clients. */
  drainMs: number;
}

export const defaultLimits: GatewayLimits = {
  bodyBytes: 10 * 1024 * 1024,
  integrationMs: 30_000,
  messageBytes: 128 * 1024,
  idleMs: 10 * 60_000,
  connectionMs: 2 * 3_600_000,
  sweepMs: 5_000,
  framesInFlight: 128,
  drainMs: 5_000,
};
