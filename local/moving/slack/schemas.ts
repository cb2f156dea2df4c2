import * as z from 'zod';

/** What is read of an export of Slack. It says much more, which is passed over. */
const text = z.string();
const id = z.string().min(1).max(64);
/** Seconds with six digits behind the point: the id of a message, too. */
const timestamp = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, 'must be a timestamp');

export const slackUser = z.object({
  id,
  name: text.optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  real_name: text.nullish(),
  profile: z
    .object({ real_name: text.nullish(), display_name: text.nullish(), email: text.nullish() })
    .optional(),
});
export type SlackUser = z.infer<typeof slackUser>;

const stated = z.object({ value: text }).optional();
export const slackChannel = z.object({
  id,
  name: text.optional(),
  created: z.number().optional(),
  creator: text.optional(),
  members: z.array(text).default([]),
  topic: stated,
  purpose: stated,
});
export type SlackChannel = z.infer<typeof slackChannel>;

export const slackFile = z.object({
  id: text.optional(),
  name: text.nullish(),
  title: text.nullish(),
  mimetype: text.nullish(),
  size: z.number().nullish(),
  url_private_download: text.nullish(),
  url_private: text.nullish(),
});
export type SlackFile = z.infer<typeof slackFile>;

export const slackMessage = z.object({
  type: text.optional(),
  subtype: text.optional(),
  ts: timestamp,
  user: text.nullish(),
  text: text.nullish(),
  thread_ts: timestamp.optional(),
  edited: z.object({ ts: timestamp.optional() }).nullish(),
  reactions: z.array(z.object({ name: text, users: z.array(text).default([]) })).nullish(),
  files: z.array(slackFile).nullish(),
  attachments: z
    .array(z.object({ fallback: text.nullish(), text: text.nullish(), title: text.nullish() }))
    .nullish(),
  bot_id: text.nullish(),
  username: text.nullish(),
  bot_profile: z.object({ name: text.nullish() }).nullish(),
  user_profile: z
    .object({ real_name: text.nullish(), display_name: text.nullish(), name: text.nullish() })
    .nullish(),
  pinned_info: z.object({ pinned_by: text.optional(), pinned_ts: z.number().optional() }).nullish(),
  name: text.nullish(),
  topic: text.nullish(),
  purpose: text.nullish(),
});
export type SlackMessage = z.infer<typeof slackMessage>;
