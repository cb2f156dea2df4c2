import { languages, type Language, type Source } from '../../shared/accounts/index.ts';
import type { Config } from '../../shared/platform/config.ts';
import type { ConnectEvent, HttpEvent } from '../events.ts';
import { addressesOf } from '../http/addresses.ts';

type MailedFrom = Pick<Source, 'language' | 'origin'>;

/** Where a request came from, as far as it says. */
export function sourceOf(event: HttpEvent, config: Config): Source {
  const { headers, requestContext } = event;
  return {
    address: addressOf(headers, requestContext.http.sourceIp, config),
    userAgent: headers['user-agent'] ?? '',
    language: languageOf(headers['accept-language'] ?? ''),
    origin: addressesOf(event, config).http,
  };
}

/** How mails are written to the user of a device that opens a socket: gateways hand its headers on in their own case. */
export function mailedFrom({ headers, requestContext }: ConnectEvent, config: Config): MailedFrom {
  const byName = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const lowered: Record<string, string> = Object.fromEntries(byName);
  return {
    language: languageOf(lowered['accept-language'] ?? ''),
    origin: addressesOf({ headers: lowered, requestContext }, config).http,
  };
}

/**
 * The IP address of a client. CloudFront adds it to `x-forwarded-for`, and API Gateway then that of CloudFront: what stands
 * before the two is the client's own word. A request that had to come through CloudFront has proved that it did.
 */
export function addressOf(
  headers: Readonly<Record<string, string | undefined>>,
  sourceIp: string,
  { edgeSecrets }: Pick<Config, 'edgeSecrets'>,
): string {
  if (edgeSecrets.length === 0) return sourceIp;
  const forwarded = (headers['x-forwarded-for'] ?? '').split(',');
  return forwarded.at(-2)?.trim() ?? sourceIp;
}

/** The language that a browser asks for first among those that mails are written in. */
export function languageOf(acceptLanguage: string): Language {
  const wanted = acceptLanguage.split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  const found = wanted.find((code) => languages.some((language) => language === code));
  return languages.find((language) => language === found) ?? languages[0];
}
