/** Paths whose last part lets in those who have it: `/v1/hooks/{secret}`, `/v1/invites/{code}`. */
const withSecret = /^\/v1\/(hooks|invites)\/[^/]+/;

/** A path as logs show it: without the secrets that some hold. */
export const loggedPath = (path: string): string => path.replace(withSecret, '/v1/$1/{secret}');
