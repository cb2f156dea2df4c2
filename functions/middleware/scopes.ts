import type { Caller } from '../../shared/accounts/index.ts';
import { InsufficientScope } from '../../shared/platform/errors.ts';
import {
  frameScopes,
  missingScope,
  routes,
  routeScopes,
  type ClientFrameType,
  type Needed,
  type Route,
} from '../../shared/protocol/index.ts';

const neededOf = new Map<Route, Needed>(
  Object.entries(routeScopes).map(([name, needed]) => [routes[name as keyof typeof routeScopes], needed]),
);

/** Throws `insufficient_scope` for a bot whose token does not allow the route. A route without a row is not for bots. */
export function permitRoute(route: Route, { scopes }: Pick<Caller, 'scopes'>): void {
  permit(neededOf.get(route) ?? 'never', scopes);
}

/** The same for a frame. */
export function permitFrame(type: ClientFrameType, { scopes }: Pick<Caller, 'scopes'>): void {
  permit(frameScopes[type], scopes);
}

function permit(needed: Needed, scopes: Caller['scopes']): void {
  const missing = missingScope(needed, scopes);
  if (missing !== undefined) throw new InsufficientScope(missing === 'never' ? undefined : missing);
}
