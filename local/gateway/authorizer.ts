import type { PolicyDocument, Statement } from 'aws-lambda';
import type { AuthorizeResult } from '../../functions/events.ts';
import type { ConnectionContext } from './socket-events.ts';

function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

function applies(statement: Statement, methodArn: string): boolean {
  const actions = 'Action' in statement ? [statement.Action].flat() : [];
  const resources = 'Resource' in statement ? [statement.Resource ?? []].flat() : [];
  return (
    actions.some((action) => matches(action.toLowerCase(), 'execute-api:invoke')) &&
    resources.some((resource) => matches(resource, methodArn))
  );
}

/** Whether an authorizer's policy lets a call through: some statement allows it and none denies it. */
export function isAllowed({ Statement }: PolicyDocument, methodArn: string): boolean {
  const effects = Statement.filter((statement) => applies(statement, methodArn)).map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

/**
 * What an authorizer's result puts into every later event of the socket: its context, every value a string, and whom
 * it is about. Throws when the context lacks the identity that the functions rely on.
 */
export function authorizerContext({
  principalId,
  context,
}: AuthorizeResult): ConnectionContext['authorizer'] {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(context ?? {})) {
    if (value !== null && value !== undefined) values[name] = String(value);
  }
  const { userId, sessionId } = values;
  if (userId === undefined || sessionId === undefined) {
    throw new Error('the authorizer did not say who connects');
  }
  return { ...values, userId, sessionId, principalId };
}
