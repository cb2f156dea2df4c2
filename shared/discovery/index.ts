/** Discovery: public groups for users who are not in them. */
export { discover, previewPublicGroup } from './discover.ts';
export { suggestGroups } from './suggest-groups.ts';
export { followTopics, getFollowedTopics, listTopics } from './topics.ts';
