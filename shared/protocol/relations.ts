import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import { pageOf, pageQuery, time } from './common.ts';
import { defineRoutes, userParam } from './route.ts';
import { shownAvatar } from './users.ts';

/** A user whom the caller blocked. */
export const blockedUser = z
  .object({
    id: idOf('the user'),
    username: replyText(32, 'The username of the user.'),
    name: replyText(64, 'The display name of the user.'),
    avatar: shownAvatar,
    blockedAt: time('When you blocked the user.'),
  })
  .meta({ id: 'BlockedUser', description: 'A user whom you blocked.' });
export type BlockedUser = z.infer<typeof blockedUser>;
export const blockedUserPage = pageOf(blockedUser).meta({
  id: 'BlockedUserPage',
  description: 'The users whom you blocked.',
});

export const relationRoutes = defineRoutes({
  listBlocks: {
    tag: 'users',
    method: 'GET',
    path: '/users/me/blocks',
    summary: 'List the users whom you blocked',
    query: pageQuery,
    replies: { 200: blockedUserPage },
    errors: ['invalid_cursor'],
  },
  blockUser: {
    tag: 'users',
    method: 'PUT',
    path: '/users/me/blocks/{userId}',
    summary: 'Block a user: no direct messages, invites or presence between you; blocking again is a no-op',
    params: { userId: userParam },
    replies: { 204: null },
    errors: ['cannot_block_self', 'block_limit_reached'],
  },
  unblockUser: {
    tag: 'users',
    method: 'DELETE',
    path: '/users/me/blocks/{userId}',
    summary: 'Unblock a user; one whom you did not block is a no-op',
    params: { userId: userParam },
    replies: { 204: null },
    errors: [],
  },
});
