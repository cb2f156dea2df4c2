import { formPath, providerPage } from '../../shared/accounts/index.ts';
import type { Route } from '../../shared/protocol/index.ts';
import { bodyText } from '../middleware/body-text.ts';
import type { Endpoint } from './service.ts';

/** What the web client needs of an answer, and how long each may be. */
const passedOn = { code: 4_096, state: 512, iss: 512, error: 256 } as const;

const route: Route = {
  tag: 'auth',
  method: 'POST',
  path: formPath('{id}'),
  summary: 'Send the browser on to the page that goes on after a provider',
  public: true,
  replies: { 303: null },
  errors: [],
};

/**
 * Takes the form that some providers, such as Apple, have the browser post in the place of an address to open, and sends
 * the browser on to the page that goes on. It is no call of clients, so the contract has no such route. Whatever is posted
 * here is only repeated to the same browser, in the part of an address that browsers send to no server.
 */
export const providerForm: Endpoint = {
  route,
  answer: (_, event) => {
    const form = new URLSearchParams(bodyText(event));
    const answer = new URLSearchParams();
    for (const [name, longest] of Object.entries(passedOn)) {
      const value = form.get(name);
      if (value !== null && value.length <= longest) answer.set(name, value);
    }
    const location = `${providerPage}#${answer.toString()}`;
    return Promise.resolve({ statusCode: 303, headers: { location } });
  },
};
