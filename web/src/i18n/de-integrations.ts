import type { IntegrationMessages } from './en.ts';

/** Bots und Webhooks von Gruppen. */
export const deIntegrations: IntegrationMessages = {
  'bot.owner': 'Gehört',
  'bot.ownerYou': 'Dir',
  'bot.ownerGroup': 'Einer Gruppe, für die er schreibt',
  'bot.addToGroup': 'Zu einer Gruppe hinzufügen',
  'bot.addTo': '{name} zu einer Gruppe hinzufügen',
  'bot.searchGroups': 'Deine Gruppen durchsuchen',
  'bot.noGroups': 'Es gibt keine Gruppe, zu der du {name} hinzufügen kannst.',
  'bot.noGroupFound': 'Keine Gruppe passt zu „{query}“.',
  'bot.addedTo': '{name} ist jetzt in {group}.',
  'bot.blockHint':
    'Ein blockierter Bot kann dir nicht schreiben, und du kannst ihn nicht zu Gruppen hinzufügen.',
};
