/** Notifications and their settings. */
export const enNotifications = {
  'notifications.title': 'Notifications',
  'notifications.bell':
    '{count, plural, =0 {Notifications} one {Notifications, # new} other {Notifications, # new}}',
  'notifications.empty': 'You have seen everything',
  'notifications.emptyText':
    'New messages, mentions, replies and reactions are listed here until you have seen them.',
  'notifications.readAll': 'Mark all as read',
  'notifications.read': 'Mark as read: {title}',
  'notifications.settings': 'Notification settings',
  'notifications.more': 'Show more',
  'notifications.failed': 'Your notifications could not be loaded.',

  'notification.message': '{count, plural, one {# new message} other {# new messages}}',
  'notification.messages': '{count, plural, other {More than # new messages}}',
  'notification.mention': '{name} mentioned you',
  'notification.reply': '{name} replied in a thread',
  'notification.reaction':
    '{count, plural, one {{name} reacted to your message} other {# reactions to your message}}',
  'notification.groupAdded': '{name} added you to this group',
  'notification.joinRequest': '{count, plural, one {{name} asks to join} other {# users ask to join}}',
  'notification.newDevice': 'New sign-in',
  'notification.passwordChanged': 'Password changed',
  'notification.notYou': 'If this was not you, end that session in the settings and choose a new password.',
  'notification.from': 'From {device}.',

  'notifySettings.open': 'Notifications',
  'notifySettings.title': 'Notifications',
  'notifySettings.hint':
    'These hold for all chats, except those for which you have chosen something else in their details.',
  'notifySettings.direct': 'Direct chats',
  'notifySettings.groups': 'Groups',
  'notifySettings.all': 'All messages',
  'notifySettings.mentions': 'Only mentions',
  'notifySettings.none': 'Nothing',
  'notifySettings.preview': 'Show what messages say',
  'notifySettings.previewHint': 'Otherwise notifications name only who wrote, and where.',
  'notifySettings.sounds': 'Play a sound',
  'notifySettings.quiet': 'Quiet hours',
  'notifySettings.quietHint': 'Nothing interrupts you then. What happens is still listed.',
  'notifySettings.from': 'From',
  'notifySettings.to': 'To',
  'notifySettings.days': 'Begin on',
  'notifySettings.timeZone': 'Time zone',
  'notifySettings.failed': 'Your settings could not be loaded.',
} as const satisfies Record<string, string>;
