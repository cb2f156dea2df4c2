import type * as z from 'zod';
import {
  clientFrames,
  frameError,
  limits,
  problem,
  routes,
  serverEvents,
  subprotocol,
  bearerSubprotocolPrefix,
  type RouteName,
} from '../../shared/protocol/index.ts';

/** The routes that the client calls. */
export const routeNames = [
  'checkUsername',
  'register',
  'login',
  'refresh',
  'logout',
  'forgotPassword',
  'resetPassword',
  'changePassword',
  'verifyEmail',
  'resendVerification',
  'changeEmail',
  'getSecondFactor',
  'setUpSecondFactor',
  'turnOnSecondFactor',
  'turnOffSecondFactor',
  'renewRecoveryCodes',
  'listPasskeys',
  'beginPasskey',
  'addPasskey',
  'removePasskey',
  'beginPasskeySignIn',
  'signInWithPasskey',
  'listSessions',
  'endSession',
  'endSessions',
  'getOwnProfile',
  'updateOwnProfile',
  'setStatus',
  'searchUsers',
  'getUser',
  'listBlocks',
  'blockUser',
  'unblockUser',
  'createConversation',
  'listConversations',
  'getConversation',
  'listMessages',
  'sendMessage',
  'markDelivered',
  'markRead',
  'listChanges',
  'listReceipts',
  'sync',
] as const satisfies readonly RouteName[];

/** The part of the wire contract that the client speaks: `shared/protocol/` is its one definition. */
export const source = {
  routes: Object.fromEntries(routeNames.map((name) => [name, routes[name]])),
  frames: clientFrames as Record<string, { data: z.ZodType; ack: z.ZodType }>,
  events: serverEvents as Record<string, { data: z.ZodType }>,
  /** The fields of an error that the client reads: a reply with them is an error. */
  errors: {
    problem: problem
      .pick({
        code: true,
        detail: true,
        requestId: true,
        errors: true,
        clockSkewSeconds: true,
        until: true,
        reason: true,
      })
      .meta({ id: 'Problem', description: 'Why a request was refused.' }),
    frameError,
  },
  constants: {
    subprotocol,
    bearerSubprotocolPrefix,
    limits: {
      textCharacters: limits.textCharacters,
      textBytes: limits.textBytes,
      pageMax: limits.pageMax,
      watchedUsers: limits.watchedUsers,
    },
  },
};
