/** Bots, and webhooks of groups. */
export const enIntegrations = {
  'bot.owner': 'Belongs to',
  'bot.ownerYou': 'You',
  'bot.ownerGroup': 'A group, for which it posts',
  'bot.addToGroup': 'Add to a group',
  'bot.addTo': 'Add {name} to a group',
  'bot.searchGroups': 'Search your groups',
  'bot.noGroups': 'There is no group to which you can add {name}.',
  'bot.noGroupFound': 'No group matches “{query}”.',
  'bot.addedTo': '{name} is now in {group}.',
  'bot.blockHint': 'A blocked bot cannot write to you or be added to groups by you.',
} as const satisfies Record<string, string>;
