/** The page that providers send the browser to, with their answer in the address. */
export const callbackPath = '/auth/callback';

/** What a provider answered, less the ticket. */
export interface Answer {
  state: string;
  code?: string;
  iss?: string;
  error?: string;
}

let answer: Answer | undefined;

/** Takes the answer out of the address, so that neither the history nor a screenshot has it. Call it once, at the start. */
export function startProviderAnswer(): void {
  if (location.pathname !== callbackPath) return;
  // where the provider has the browser post its answer, the server puts it behind the #
  const found = new URLSearchParams(location.search.length > 1 ? location.search : location.hash.slice(1));
  history.replaceState(history.state, '', callbackPath);
  const [state, code, iss, error] = ['state', 'code', 'iss', 'error'].map((name) => found.get(name));
  if (!state) return;
  answer = { state, ...(code && { code }), ...(iss && { iss }), ...(error && { error }) };
}

/** The answer; `undefined` without one, and once it was taken. */
export function takeAnswer(): Answer | undefined {
  const taken = answer;
  answer = undefined;
  return taken;
}

/** Whether the user pressed cancel at the provider; Apple has a word of its own for it. */
export const isCancelled = ({ error }: Pick<Answer, 'error'>): boolean =>
  error === 'access_denied' || error === 'user_cancelled_authorize';
