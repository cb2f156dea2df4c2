import type { IncomingMessage } from 'node:http';

/** Whether the client has what this entity tag stands for (`If-None-Match`). */
export function knows({ headers }: IncomingMessage, etag: string): boolean {
  const tags = headers['if-none-match']?.split(',').map((tag) => tag.trim()) ?? [];
  return tags.includes('*') || tags.some((tag) => tag.replace(/^W\//, '') === etag.replace(/^W\//, ''));
}
