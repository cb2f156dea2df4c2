import * as z from 'zod';
import {
  authReply,
  invitationCode,
  proofErrors,
  registrationErrors,
  requirementErrors,
  secondFactorCode,
} from './accounts.ts';
import { characters, idOf, openSet, replyText } from './bounds.ts';
import { pageOf, time } from './common.ts';
import { defineRoutes, idParam } from './route.ts';
import { proofRequest } from './second-factor.ts';
import { displayName, username } from './users.ts';

/** What stands in an address that a provider sends a browser to. */
const fromProvider = (max: number, of: string) => characters(z.string(), 1, max).describe(of);

export const provider = z
  .object({
    id: idOf('the provider'),
    name: replyText(64, 'Its name, for the button: `Google`.'),
  })
  .meta({ id: 'Provider', description: 'A provider that people sign in with.' });
export type Provider = z.infer<typeof provider>;
export const providerList = pageOf(provider).meta({
  id: 'ProviderList',
  description: 'The providers of this deployment; empty if there are none.',
});
export type ProviderList = z.infer<typeof providerList>;

export const providerStart = z
  .object({
    url: replyText(8_192, 'The page of the provider. Open it in the same window.'),
    ticket: replyText(
      128,
      'Keep it where only this browser window has it, and send it when the provider has sent the browser back.',
    ),
    expiresIn: z.int().min(1).describe('How many seconds the ticket is good for; it is good once.'),
  })
  .meta({ id: 'ProviderStart', description: 'A sign-in with a provider that has begun.' });
export type ProviderStart = z.infer<typeof providerStart>;

const ticket = fromProvider(128, 'The `ticket` of the reply that began it.');
export const providerAnswer = z
  .strictObject({
    ticket,
    state: fromProvider(512, 'The `state` that the provider sent along.'),
    code: fromProvider(4_096, 'The `code` that the provider sent along, unless it sent an error.').optional(),
    iss: fromProvider(512, 'The `iss` that the provider sent along, if it did.').optional(),
    error: fromProvider(256, 'The `error` that the provider sent along, if it did.').optional(),
  })
  .meta({
    id: 'ProviderAnswer',
    description: 'What a provider answered: the parameters of the address that it sent the browser to.',
  });
export type ProviderAnswer = z.infer<typeof providerAnswer>;

export const providerPending = z
  .object({
    needs: openSet(
      ['code', 'username'],
      'What is still needed: `code` for the second factor, `username` for a new account.',
    ),
    token: replyText(128, 'Stands for what the provider said. Send it with what is needed.'),
    expiresIn: z.int().min(1).describe('How many seconds the token is good for.'),
    email: replyText(254, 'The address that the provider vouches for.')
      .nullable()
      .describe('The address of a new account; `null` where there is one.'),
    username: replyText(32, 'A username that is free and could fit; empty for none.'),
    name: replyText(64, 'The name that the provider gave; empty for none.'),
  })
  .meta({ id: 'ProviderPending', description: 'What is still needed to sign in.' });
export type ProviderPending = z.infer<typeof providerPending>;

export const providerOutcome = z
  .object({
    auth: authReply.nullable().describe('The session, if nothing else is needed.'),
    pending: providerPending.nullable().describe('What is needed otherwise.'),
  })
  .meta({ id: 'ProviderOutcome', description: 'Either a session or what is still needed for one.' });
export type ProviderOutcome = z.infer<typeof providerOutcome>;

const pendingToken = characters(z.string(), 1, 128).describe('The `token` of what was pending.');

export const providerCodeRequest = z
  .strictObject({ token: pendingToken, code: secondFactorCode })
  .meta({ id: 'ProviderCodeRequest', description: 'The code of the second factor.' });
export type ProviderCodeRequest = z.infer<typeof providerCodeRequest>;

export const providerSignUpRequest = z
  .strictObject({
    token: pendingToken,
    username,
    name: displayName,
    invitation: invitationCode.optional(),
  })
  .meta({
    id: 'ProviderSignUpRequest',
    description: 'The account to create. Its address is the one of the provider, and it has no password.',
  });
export type ProviderSignUpRequest = z.infer<typeof providerSignUpRequest>;

export const identity = z
  .object({
    id: idOf('the connection'),
    provider: idOf('the provider'),
    name: replyText(64, 'The name of the provider.'),
    createdAt: time('When it was connected.'),
    lastUsedAt: time('When it last signed in.')
      .nullable()
      .describe('When it last signed in; `null` for never.'),
  })
  .meta({ id: 'Identity', description: 'An account at a provider that signs in to yours.' });
export type Identity = z.infer<typeof identity>;
export const identityList = pageOf(identity).meta({
  id: 'IdentityList',
  description: 'The accounts at providers that sign in to yours.',
});
export type IdentityList = z.infer<typeof identityList>;

const providerParam = idParam('the provider', 'provider_not_found');
/** What goes wrong between the provider and the server. */
const answerErrors = ['provider_state_invalid', 'provider_refused', 'provider_unavailable'] as const;

export const providerRoutes = defineRoutes({
  listProviders: {
    tag: 'auth',
    method: 'GET',
    path: '/auth/providers',
    summary: 'List the providers that people can sign in with',
    public: true,
    replies: { 200: providerList },
    errors: [],
  },
  startProviderSignIn: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/providers/{id}/start',
    summary: 'Begin to sign in with a provider',
    public: true,
    params: { id: providerParam },
    replies: { 200: providerStart },
    errors: ['provider_unavailable', 'rate_limited'],
  },
  finishProviderSignIn: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/providers/{id}/finish',
    summary: 'Sign in by what the provider answered, or learn what is still needed',
    public: true,
    params: { id: providerParam },
    body: providerAnswer,
    replies: { 200: providerOutcome },
    errors: [
      ...answerErrors,
      'provider_email_missing',
      'provider_email_unverified',
      'provider_email_taken',
      'email_not_supported',
      'registration_closed',
      'email_domain_not_allowed',
      'account_suspended',
      ...requirementErrors,
      'rate_limited',
    ],
  },
  confirmProviderSignIn: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/providers/sign-in',
    summary: 'Sign in with a provider by the code of the second factor',
    public: true,
    body: providerCodeRequest,
    replies: { 200: authReply },
    errors: [
      'provider_state_invalid',
      'invalid_code',
      'account_suspended',
      ...requirementErrors,
      'rate_limited',
    ],
  },
  signUpWithProvider: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/providers/sign-up',
    summary: 'Create an account without a password, for a user of a provider, and sign in',
    public: true,
    body: providerSignUpRequest,
    replies: { 201: authReply },
    errors: [
      'provider_state_invalid',
      'username_taken',
      'email_taken',
      ...registrationErrors,
      'rate_limited',
    ],
  },
  listIdentities: {
    tag: 'auth',
    method: 'GET',
    path: '/auth/identities',
    summary: 'List the accounts at providers that sign in to yours',
    replies: { 200: identityList },
    errors: [],
  },
  startIdentity: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/providers/{id}/connect',
    summary: 'Begin to connect an account at a provider to yours',
    params: { id: providerParam },
    body: proofRequest,
    replies: { 200: providerStart },
    errors: [...proofErrors, 'too_many_identities', 'provider_unavailable'],
  },
  addIdentity: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/identities',
    summary: 'Connect the account at a provider that answered',
    body: providerAnswer,
    replies: { 201: identity },
    errors: [...answerErrors, 'identity_taken', 'too_many_identities'],
  },
  removeIdentity: {
    tag: 'auth',
    method: 'POST',
    path: '/auth/identities/{id}/remove',
    summary: 'Disconnect an account at a provider',
    params: { id: idParam('the connection', 'identity_not_found') },
    body: proofRequest,
    replies: { 204: null },
    errors: proofErrors,
  },
});
