import * as z from 'zod';
import { asciiDomain, email } from './accounts.ts';
import { roleErrors } from './admin-users.ts';
import { characters, idOf, openSet, replyText } from './bounds.ts';
import { limits, pageOf, pageQuery, time } from './common.ts';
import { mediaBytes } from './media-types.ts';
import { defineRoutes, idParam } from './route.ts';

const registration = z
  .enum(['open', 'invitation', 'closed'])
  .describe('Who can create an account: `open`: all; `invitation`: those who are invited; `closed`: no one.');
export type RegistrationMode = z.infer<typeof registration>;

/** A domain of addresses, in the form that mail servers know. */
const emailDomain = characters(z.string(), 1, 253)
  .refine((text) => asciiDomain(`a@${text}`) !== undefined, 'must be a domain, like example.org')
  .overwrite((text) => asciiDomain(`a@${text.toLowerCase()}`)?.slice(2) ?? text)
  .meta({ description: 'A domain, like `example.org`. Its subdomains are others.' });

const emailDomains = z
  .array(emailDomain)
  .max(limits.emailDomains)
  .overwrite((domains) => [...new Set(domains)])
  .describe('The domains of addresses with which accounts can be created; empty: all.');

const bytesUpTo = (max: number, of: string) =>
  z.int().min(1_024).max(max).describe(`The largest ${of}, in bytes.`);

const uploadBytes = z
  .object({
    image: bytesUpTo(mediaBytes.image, 'picture'),
    video: bytesUpTo(mediaBytes.video, 'video'),
    audio: bytesUpTo(mediaBytes.audio, 'sound'),
    document: bytesUpTo(mediaBytes.document, 'other file'),
  })
  .meta({ id: 'UploadBytes', description: 'The largest file of each kind, in bytes.' });

const settingShape = {
  registration,
  emailDomains,
  groupMembers: z.int().min(2).max(limits.groupMembers).describe('The most members of a group.'),
  messagesPerMinute: z
    .int()
    .min(1)
    .max(limits.messagesPerMinute)
    .describe('The most messages that a user can send in a minute.'),
  uploadBytes,
};

export const deploymentSettings = z
  .object({
    version: z.int().min(0).describe('Grows with each change. Send it with yours.'),
    updatedAt: time('When they were last changed.')
      .nullable()
      .describe('When they were last changed; `null`: never.'),
    updatedBy: replyText(128, 'Who changed them last: the id of a user.')
      .nullable()
      .describe('Who changed them last: the id of a user; `null`: they are as at the beginning.'),
    ...settingShape,
  })
  .meta({
    id: 'DeploymentSettings',
    description: 'What administrators decide about this server. A change takes at most 10 seconds to count.',
  });
export type DeploymentSettings = z.infer<typeof deploymentSettings>;

export const updateSettingsRequest = z
  .strictObject({
    version: z.int().min(0).max(999_999_999).describe('The `version` of the settings that you saw.'),
    ...z.strictObject(settingShape).partial().shape,
    uploadBytes: z
      .strictObject(uploadBytes.shape)
      .partial()
      .optional()
      .describe('The largest file of each kind. Fields that are left out do not change.'),
  })
  .meta({ id: 'UpdateSettingsRequest', description: 'The settings to change; what is left out stays.' });
export type UpdateSettingsRequest = z.infer<typeof updateSettingsRequest>;

/** What those may know who have no account yet. */
export const registrationInfo = z
  .object({
    registration,
    emailDomains: z.array(replyText(253, 'A domain.')).meta({
      maxItems: limits.emailDomains,
      description: 'The domains that addresses must have; empty: any.',
    }),
  })
  .meta({ id: 'RegistrationInfo', description: 'Who can create an account.' });
export type RegistrationInfo = z.infer<typeof registrationInfo>;

export const invitation = z
  .object({
    id: idOf('the invitation'),
    email: replyText(254, 'The address that it was mailed to.')
      .nullable()
      .describe('The address that it was mailed to, and counts for; `null`: it is a link for any address.'),
    state: openSet(['open', 'used', 'expired'], 'Whether it can still be used.'),
    createdBy: idOf('the administrator who made it'),
    createdAt: time('When it was made.'),
    expiresAt: time('When it ends.'),
    usedBy: idOf('the user who came in by it')
      .nullable()
      .describe('The id of the user who came in by it; `null`: no one yet.'),
  })
  .meta({ id: 'Invitation', description: 'An invitation to create an account.' });
export type Invitation = z.infer<typeof invitation>;
export const invitationPage = pageOf(invitation).meta({
  id: 'InvitationPage',
  description:
    'Invitations to create an account, the newest first. They are listed for 30 days after their end.',
});
export type InvitationPage = z.infer<typeof invitationPage>;

export const createInvitationRequest = z
  .strictObject({
    email: email.optional().describe('Where to mail it: then only this address can be registered with it.'),
    hours: z
      .int()
      .min(1)
      .max(limits.invitationHours)
      .optional()
      .describe('For how many hours it can be used; left out: a week.'),
  })
  .meta({ id: 'CreateInvitationRequest', description: 'Whom to invite, and for how long.' });
export type CreateInvitationRequest = z.infer<typeof createInvitationRequest>;

export const createdInvitation = invitation
  .extend({
    url: replyText(2_048, 'The link to share.')
      .nullable()
      .describe('The link to share, shown this once; `null` where it was mailed.'),
  })
  .meta({ id: 'CreatedInvitation', description: 'An invitation that was made now.' });
export type CreatedInvitation = z.infer<typeof createdInvitation>;

export const adminSettingsRoutes = defineRoutes({
  getSettings: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/settings',
    summary: 'Get what administrators decide about this server',
    replies: { 200: deploymentSettings },
    errors: roleErrors,
  },
  updateSettings: {
    tag: 'admin',
    method: 'PATCH',
    path: '/admin/settings',
    summary: 'Change what administrators decide about this server, unless another one was first',
    body: updateSettingsRequest,
    replies: { 200: deploymentSettings },
    errors: [...roleErrors, 'settings_conflict'],
  },
  createInvitation: {
    tag: 'admin',
    method: 'POST',
    path: '/admin/invitations',
    summary: 'Invite one person to create an account, by mail or by a link',
    body: createInvitationRequest,
    replies: { 201: createdInvitation },
    errors: [...roleErrors, 'email_taken', 'email_not_supported'],
  },
  listInvitations: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/invitations',
    summary: 'List the invitations to create an account, the newest first',
    query: pageQuery,
    replies: { 200: invitationPage },
    errors: [...roleErrors, 'invalid_cursor'],
  },
  revokeInvitation: {
    tag: 'admin',
    method: 'DELETE',
    path: '/admin/invitations/{id}',
    summary: 'Take an invitation back that was not used',
    params: { id: idParam('the invitation', 'invitation_not_found') },
    replies: { 204: null },
    errors: roleErrors,
  },
  getRegistration: {
    tag: 'auth',
    method: 'GET',
    path: '/auth/registration',
    summary: 'Ask who can create an account, before you show the form',
    public: true,
    replies: { 200: registrationInfo },
    errors: [],
  },
});
