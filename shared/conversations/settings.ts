import * as z from 'zod';
import { community, groupSettings, type Community, type GroupSettings } from '../protocol/index.ts';
import type { Head } from './model.ts';

const { shape } = groupSettings;

/** The settings of a group as its head holds them: one that is younger than the group has its default. */
export const storedSettings = z.object({
  post: shape.post.default('everyone'),
  addMembers: shape.addMembers.default('admins'),
  changeInfo: shape.changeInfo.default('admins'),
  pin: shape.pin.default('admins'),
  mentionAll: shape.mentionAll.default('everyone'),
  slowModeSeconds: shape.slowModeSeconds.default(0),
  history: shape.history.default('all'),
}) satisfies z.ZodType<GroupSettings>;

/** What a group lets its members do that never changed it. */
const defaultSettings: GroupSettings = storedSettings.parse({});

/** What a group lets its members do. Direct conversations have no settings: both may do everything. */
export const settingsOf = ({ settings }: Pick<Head, 'settings'>): GroupSettings =>
  settings ?? defaultSettings;

const { shape: ofCommunity } = community;

/** Who finds a group and by what, as its head holds it: what is younger than the group has its default. */
export const storedCommunity = z.object({
  visibility: ofCommunity.visibility.default('private'),
  joining: ofCommunity.joining.default('open'),
  topics: ofCommunity.topics.default([]),
  language: ofCommunity.language.default(null),
}) satisfies z.ZodType<Community>;

const defaultCommunity: Community = storedCommunity.parse({});

/** Who finds a group, and by what. One that never said is private. */
export const communityOf = ({ community: stored }: Pick<Head, 'community'>): Community =>
  stored ?? defaultCommunity;
