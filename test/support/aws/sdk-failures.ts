/** A failed call, as the SDK throws it. */
export function sdkError(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(`${name} of a test`), { name, $metadata: { httpStatusCode } });
}

/** A connection that failed, as Node reports it through the SDK. */
export function networkError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code, $metadata: { attempts: 3 } });
}

/** What may work in a moment. */
export const passingFailures: readonly [string, Error][] = [
  ['refused connection', networkError('ECONNREFUSED')],
  ['broken connection', networkError('ECONNRESET')],
  ['no name service', networkError('EAI_AGAIN')],
  ['time-out', sdkError('TimeoutError')],
  ['throttling as 400', sdkError('ThrottlingException', 400)],
  ['throttling as 429', sdkError('TooManyRequestsException', 429)],
  ['fault of the service', sdkError('InternalServerError', 500)],
  ['service unavailable', sdkError('ServiceUnavailable', 503)],
];

/** What would fail again. */
export const lastingFailures: readonly [string, Error][] = [
  ['no permission', sdkError('AccessDeniedException', 400)],
  ['no permission as 403', sdkError('ForbiddenException', 403)],
  ['wrong parameter', sdkError('ValidationException', 400)],
  ['no credentials', sdkError('CredentialsProviderError')],
  ['a bug', new TypeError('x is not a function')],
];
