import * as z from 'zod';
import { idOf } from './bounds.ts';
import { limits, opaqueId, pageOf, pageQuery, seq, time } from './common.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { chosen, vote } from './message-content.ts';
import { messageParam } from './message-changes.ts';
import { message } from './messages.ts';
import { conversationParam, defineRoutes } from './route.ts';
import { userSummary } from './users.ts';

const params = { id: conversationParam, seq: messageParam };

const options = chosen.describe(
  'The options that you choose, by their index: one, or several where the poll allows that. It replaces your earlier vote; an empty list takes it back. Errors: must be options of the poll; must be one option, as the poll allows no more.',
);

/** `PUT …/messages/{seq}/vote`. */
export const voteRequest = z
  .strictObject({ options })
  .meta({ id: 'VoteRequest', description: 'What you choose in a poll.' });
export type VoteRequest = z.infer<typeof voteRequest>;

export const voteQuery = z.strictObject({
  option: z
    .string()
    .regex(/^\d{1,2}$/, 'must be the index of an option')
    .transform(Number)
    .pipe(
      z
        .number()
        .int()
        .max(limits.pollOptions.max - 1),
    )
    .optional()
    .describe('Only users who chose this option, by its index.'),
  ...pageQuery.shape,
});
export type VoteQuery = z.output<typeof voteQuery>;

/** A user who voted in a poll. */
export const pollVoter = userSummary
  .pick({ id: true, username: true, name: true, avatar: true })
  .extend({ options: vote, at: time('When they voted last.') })
  .meta({ id: 'PollVoter', description: 'A user who voted in a poll.' });
export type PollVoter = z.infer<typeof pollVoter>;

export const pollVoterPage = pageOf(pollVoter).meta({
  id: 'PollVoterPage',
  description: 'Users who voted in a poll, in no particular order.',
});
export type PollVoterPage = z.infer<typeof pollVoterPage>;

const voteErrors = ['user_blocked', 'message_deleted', 'not_a_poll', 'poll_closed'] as const;

export const pollRoutes = defineRoutes({
  vote: {
    tag: 'conversations',
    method: 'PUT',
    path: '/conversations/{id}/messages/{seq}/vote',
    summary: 'Vote in a poll, instead of an earlier vote, or take it back; the same again is a no-op',
    params,
    body: voteRequest,
    replies: { 200: message },
    errors: voteErrors,
  },
  listVotes: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/votes',
    summary: 'List who voted in a poll that is not anonymous, all or those who chose one option',
    params,
    query: voteQuery,
    replies: { 200: pollVoterPage },
    errors: ['forbidden', 'message_deleted', 'not_a_poll', 'invalid_cursor'],
  },
  closePoll: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/poll/close',
    summary: 'Close a poll: an own one, or as an admin of the group any; again is a no-op',
    params,
    replies: { 200: message },
    errors: ['forbidden', 'user_blocked', 'message_deleted', 'not_a_poll'],
  },
});

export const pollFrames = {
  'poll:vote': {
    summary: 'Vote in a poll, or take that back. The ack is the message as it is then, with your vote.',
    data: z.strictObject({
      conversationId: opaqueId.describe('The id of the conversation.'),
      seq: seq.describe('The sequence number of the message.'),
      options,
    }),
    ack: message,
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const pollEvents = {
  'poll:voted': {
    summary: 'You voted in a poll, or took that back, on this or another device.',
    data: z
      .object({
        conversationId: idOf('the conversation'),
        seq: seq.describe('The sequence number of the message.'),
        mine: vote,
      })
      .meta({ id: 'OwnVote', description: 'What you chose in a poll.' }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
