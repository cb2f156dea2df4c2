import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '../../platform/ports.ts';

/** A token of a bot, taken apart. */
export interface TokenText {
  botId: string;
  tokenId: string;
  /** What is stored of it: SHA-256, which suffices for 256 random bits. */
  hash: string;
}

/** The ids of the token and of its bot without what all ids of their kind begin with, the secret, and a checksum. */
const form = /^cfb_([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{22})_[A-Za-z0-9_-]{43}([A-Za-z0-9_-]{6})$/;
/** How much of a token is shown to recognise it by. */
const shown = 8;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64url');
}

const start = (tokenId: string): string => `cfb_${tokenId.slice('tok_'.length)}`;

/** The beginning of a token, which is no secret. */
export const tokenPrefix = (tokenId: string): string => start(tokenId).slice(0, 'cfb_'.length + shown);

/**
 * A new token: `cfb_`, the ids of token and bot, which say where it is stored, 256 random bits and a checksum. By its form
 * scanners find one that leaked, and what only looks like one is refused without a look at the table.
 */
export function newTokenText(random: Random, botId: string, tokenId: string): { text: string; hash: string } {
  const secret = Buffer.from(random(32)).toString('base64url');
  const body = `${start(tokenId)}${botId.slice('bot_'.length)}_${secret}`;
  const text = body + checksum(body);
  return { text, hash: hashOf(text) };
}

/** Whether it is meant to be a token of a bot, right or wrong. */
export const looksLikeBotToken = (text: string): boolean => text.startsWith('cfb_');

/** `undefined` for what was never a token. */
export function readTokenText(text: string): TokenText | undefined {
  const [, token, bot, check] = form.exec(text) ?? [];
  if (token === undefined || bot === undefined || check === undefined) return undefined;
  if (checksum(text.slice(0, -check.length)) !== check) return undefined;
  return { botId: `bot_${bot}`, tokenId: `tok_${token}`, hash: hashOf(text) };
}
