import type {
  APIGatewayAuthorizerResult,
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayEventWebsocketRequestContextV2,
  Context,
} from 'aws-lambda';

/** An HTTP API (payload 2.0) request, and the function behind a service's routes. */
export type HttpEvent = APIGatewayProxyEventV2;
export type HttpResult = APIGatewayProxyStructuredResultV2;
export type HttpFunction = (event: HttpEvent, context: Context) => Promise<HttpResult>;

/** What our authorizer puts into the context of every later event of a socket. API Gateway carries strings only. */
export interface SocketIdentity {
  userId: string;
  sessionId: string;
  /** Of a bot: what its token allows, with spaces between. */
  scopes?: string;
  /** Of a bot: when its token stops working, in milliseconds since the epoch. */
  endsAt?: string;
}

interface SocketRequestContext extends APIGatewayEventWebsocketRequestContextV2 {
  /** Some gateways leave it out: then `$connect` verifies the token itself. */
  authorizer?: SocketIdentity & { principalId: string };
}

/** `$connect`: the only socket event with headers. */
export interface ConnectEvent {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  requestContext: SocketRequestContext;
  isBase64Encoded: boolean;
}

/** `$default`: one frame, or `$disconnect`, which has no body. */
export interface FrameEvent {
  requestContext: SocketRequestContext;
  body?: string;
  isBase64Encoded: boolean;
}
export interface DisconnectEvent {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  requestContext: SocketRequestContext & { disconnectStatusCode?: number; disconnectReason?: string };
  isBase64Encoded: boolean;
}

export type AuthorizeEvent = Pick<
  APIGatewayRequestAuthorizerEvent,
  'type' | 'methodArn' | 'headers' | 'multiValueHeaders' | 'queryStringParameters'
>;
export type AuthorizeResult = APIGatewayAuthorizerResult;

/** A file that was uploaded, as S3 reports it through EventBridge. */
export interface ObjectEvent {
  detail: { bucket: { name: string }; object: { key: string; size: number } };
}
/** What is done with an upload. It rejects to be called again. */
export type ObjectFunction = (event: ObjectEvent) => Promise<void>;

/** What GuardDuty found in a file, as it reports it through EventBridge. */
export interface ScanEvent {
  detail: {
    s3ObjectDetails: { bucketName: string; objectKey: string };
    /** `COMPLETED`, `SKIPPED` or `FAILED`. */
    scanStatus: string;
    /** `NO_THREATS_FOUND`, `THREATS_FOUND`, `UNSUPPORTED`, `ACCESS_DENIED` or `FAILED`. */
    scanResultDetails: { scanResultStatus: string };
  };
}
/** What is done with the result of a scan. It rejects to be called again. */
export type ScanFunction = (event: ScanEvent) => Promise<void>;

/**
 * The functions behind a WebSocket API. `authorize` rejects with the message `Unauthorized` for a 401; `connect`
 * refuses the socket by a status other than 200.
 */
export interface SocketFunctions {
  authorize(event: AuthorizeEvent): Promise<AuthorizeResult>;
  connect(event: ConnectEvent): Promise<HttpResult>;
  frame(event: FrameEvent): Promise<HttpResult>;
  disconnect(event: DisconnectEvent): Promise<HttpResult>;
}
