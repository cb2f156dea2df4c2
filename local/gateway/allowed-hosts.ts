import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** By which names a gateway answers, and to pages of which origins. */
export interface Doors {
  /** The bind address, where it is a name. */
  host?: string | undefined;
  /** Where clients reach it, if a proxy stands before it. */
  publicUrl?: string | undefined;
  /** Origins whose pages may call it besides its own; `*` for any. */
  corsOrigins: readonly string[];
}

/**
 * Why a request is refused, or `undefined`. A page of another origin can send requests to this machine, and by a name of its
 * own that it points here (DNS rebinding) it could read the replies, such as the mails that reset passwords. So the host must
 * be one that no one else can point here: a loopback name, an IP address, or what the settings name. Requests without an
 * origin come from no page.
 */
export function refusalOf(request: IncomingMessage, doors: Doors): string | undefined {
  const { headers } = request;
  const own = ownNames(doors);
  const { host = '', origin, 'x-forwarded-host': forwarded } = headers;
  for (const name of [host, forwarded ?? host].flat()) {
    if (!isOwn(hostnameOf(`http://${name}`), own)) {
      return 'This server does not answer for this host. If it is yours, name it in PUBLIC_URL or HOST.';
    }
  }
  if (origin === undefined || isProviderForm(request)) return undefined;
  if (doors.corsOrigins.includes('*') || doors.corsOrigins.includes(origin)) return undefined;
  const ofPage = URL.canParse(origin) ? new URL(origin) : undefined;
  const isSame = ofPage?.host === new URL(`http://${host}`).host;
  const isPublic = doors.publicUrl !== undefined && ofPage?.origin === new URL(doors.publicUrl).origin;
  return isSame || isPublic
    ? undefined
    : 'Pages of this origin may not use this server. Name their origin in CORS_ORIGINS.';
}

/** The answer of a provider that has the browser post it from a page of its own; it changes nothing here. */
const isProviderForm = ({ method, url = '' }: IncomingMessage) =>
  method === 'POST' && /^\/v1\/auth\/providers\/[^/?]+\/callback$/.test(url);

function ownNames({ host, publicUrl }: Doors): ReadonlySet<string> {
  const names = ['localhost', host, publicUrl && new URL(publicUrl).hostname];
  return new Set(names.filter((name) => name !== undefined).map((name) => name.toLowerCase()));
}

const hostnameOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : undefined);

function isOwn(hostname: string | undefined, own: ReadonlySet<string>): boolean {
  if (hostname === undefined) return false;
  // an address is no name that could be pointed elsewhere
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return isAddress || own.has(hostname) || hostname.endsWith('.localhost');
}
