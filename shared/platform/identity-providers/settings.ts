import { createPrivateKey } from 'node:crypto';
import * as z from 'zod';

/** What is known of a provider by its id; whatever a setting says takes precedence. */
const presets: Readonly<Record<string, object>> = {
  // who has several accounts there chooses one
  google: { name: 'Google', issuer: 'https://accounts.google.com', prompt: 'select_account' },
  apple: {
    name: 'Apple',
    issuer: 'https://appleid.apple.com',
    scopes: ['openid', 'email', 'name'],
    // Apple wants it where an address or a name is asked for
    responseMode: 'form_post',
  },
};

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Tokens and keys of a provider come over TLS, but from this very machine. */
function isSafeIssuer(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname, search, hash, username } = new URL(issuer);
  const isPlain = search === '' && hash === '' && username === '';
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname)));
}

/** The fields of a provider. */
export const providerShape = {
  /** Stands in addresses. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a lower-case name such as google: letters, digits and hyphens'),
  /** What its button says. */
  name: z.string().trim().min(1).max(40),
  issuer: z.string().refine(isSafeIssuer, 'must be an https address, the issuer of the provider'),
  clientId: z.string().min(1).max(512),
  /** Some providers know clients without one. With `apple` it is the private key (.p8) by which secrets are made. */
  clientSecret: z.string().min(1).optional(),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope'))
    .refine((scopes) => scopes.includes('openid'), 'must include openid')
    .default(['openid', 'email', 'profile']),
  /** How the provider answers: in the address that it sends the browser to, or by a form that it has the browser post. */
  responseMode: z.enum(['query', 'form_post']).default('query'),
  /** What the provider asks its users, although they are signed in there. */
  prompt: z.enum(['select_account', 'login', 'consent']).optional(),
  /** Apple takes a JWT in the place of a secret, which is signed by a key of the team. */
  apple: z
    .strictObject({
      teamId: z.string().regex(/^[A-Z0-9]{10}$/, 'must be the ten characters of the team'),
      keyId: z.string().regex(/^[A-Z0-9]{10}$/, 'must be the ten characters of the key'),
    })
    .optional(),
};

/** A provider with what is known of it by its id. */
export const withPreset = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && 'id' in given && typeof given.id === 'string'
    ? { ...(Object.hasOwn(presets, given.id) && presets[given.id]), ...given }
    : given;

const isPrivateKey = (text: string): boolean => {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'ec';
  } catch {
    // whatever it is, it is none
    return false;
  }
};

interface Ided {
  id: string;
  apple?: object | undefined;
}
/** Of Apple it must be known by which key secrets are made. */
export const needsApple = ({ id, apple }: Ided) => id !== 'apple' || apple !== undefined;
export const appleMissing = { path: ['apple'], message: 'must give the teamId and the keyId of the key' };

/** A provider that people can sign in with, by OpenID Connect. */
const identityProvider = z.preprocess(
  withPreset,
  z
    .strictObject(providerShape)
    .refine(needsApple, appleMissing)
    .refine(({ apple, clientSecret = '' }) => apple === undefined || isPrivateKey(clientSecret), {
      path: ['clientSecret'],
      message: 'must be the private key (.p8) of Apple, with its lines',
    }),
);
export type IdentityProvider = z.infer<typeof identityProvider>;

export const idsDiffer = (providers: readonly Ided[]) =>
  new Set(providers.map(({ id }) => id)).size === providers.length;
export const sameIds = 'must each have an id of their own';

export const identityProviders = z.array(identityProvider).max(10).refine(idsDiffer, sameIds);

/** The JSON of a setting. What is none is left to be refused by its schema, with a clear sentence. */
export function parseProviders(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The variable of a function's environment that holds the secret of the provider at this place of the list. */
export const secretVariable = (index: number) => `IDENTITY_PROVIDER_SECRET_${index + 1}`;
