import * as z from 'zod';
import { openSet } from './bounds.ts';

/** What a token of a bot may be allowed, and what each scope lets it do. `scopes.ts` says what every route, frame and event takes. */
export const scopeMeanings = {
  'conversations:read': 'See its conversations, their members and settings, and public groups',
  'conversations:write': 'Open direct conversations, join and leave groups, and change their settings',
  'members:write':
    'Add, remove, mute and ban members, make invites and decide on requests, where its role allows it',
  'messages:read': 'Read messages, search them, mark them as read, and get them pushed',
  'messages:write':
    'Send messages, also piece by piece or later, change and delete its own, pin, and show that it types',
  'media:read': 'Get files of its conversations',
  'media:write': 'Upload files',
  'users:read': 'Find users and see their profiles',
  presence: 'Watch whether users are online, see who types, and set its own status',
  profile: 'Change its own name, picture, text and privacy, and block users',
} as const;

export type Scope = keyof typeof scopeMeanings;
export const scopeNames = Object.keys(scopeMeanings) as [Scope, ...Scope[]];

export const scope = z.enum(scopeNames);

/** A scope in replies: later versions may have more. */
export const shownScope = openSet(scopeNames, 'What the token allows.');
