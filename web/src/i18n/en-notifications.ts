/** Notifications and their settings. */
export const enNotifications = {
  'notifications.title': 'Notifications',
  'notifications.bell': '{count, plural, =0 {Notifications} other {Notifications, {shown} new}}',
  'notifications.empty': 'You have seen everything',
  'notifications.emptyText':
    'New messages, mentions, replies and reactions are listed here until you have seen them.',
  'notifications.readAll': 'Mark all as read',
  'notifications.read': 'Mark as read: {title}',
  'notifications.settings': 'Notification settings',
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
  'notification.webhookDisabled': 'A webhook was turned off, as nothing reaches its server',
  'notification.notYou': 'If this was not you, end that session in the settings and choose a new password.',
  'notification.from': 'From {device}.',

  'notifySettings.open': 'Notifications',
  'notifySettings.title': 'Notifications',
  'notifySettings.everywhere': 'On all of your devices',
  'notifySettings.hint':
    'These hold for all chats, except those for which you have chosen something else in their details.',
  'notifySettings.direct': 'Direct chats',
  'notifySettings.groups': 'Groups',
  'notifySettings.all': 'All messages',
  'notifySettings.mentions': 'Only mentions',
  'notifySettings.none': 'Nothing',
  'notifySettings.preview': 'Show what messages say',
  'notifySettings.previewHint':
    'Otherwise the list names only who wrote, and where, and your devices say only that there is something new.',
  'notifySettings.sounds': 'Play a sound',
  'notifySettings.quiet': 'Quiet hours',
  'notifySettings.quietHint': 'Nothing interrupts you then. What happens is still listed.',
  'notifySettings.from': 'From',
  'notifySettings.to': 'To',
  'notifySettings.days': 'Begin on',
  'notifySettings.timeZone': 'Time zone',
  'notifySettings.failed': 'Your settings could not be loaded.',
  'notifySettings.digest': 'E-mail me what I missed',
  'notifySettings.digestHint':
    'Direct messages and mentions that you have not read, at most once in 6 hours, to your confirmed address.',
  'notifySettings.digest.off': 'Never',
  'notifySettings.digest.15m': 'After 15 minutes away',
  'notifySettings.digest.1h': 'After 1 hour away',
  'notifySettings.digest.6h': 'After 6 hours away',
  'notifySettings.digest.24h': 'After 1 day away',

  'unsubscribe.title': 'Stop these e-mails?',
  'unsubscribe.text':
    'You will get no more e-mails about what you missed. Those about your account, such as a new password, still come.',
  'unsubscribe.stop': 'Stop these e-mails',
  'unsubscribe.doneTitle': 'You will get no more of them',
  'unsubscribe.doneText': 'In the settings, under Notifications, you can have them again at any time.',
  'unsubscribe.invalidText':
    'It is too old or incomplete. In the settings, under Notifications, you choose whether you get these e-mails.',

  'notifyDevice.title': 'On this device',
  'notifyDevice.switch': 'Show notifications',
  'notifyDevice.off': 'Learn of new messages while you are not looking at ChatFlow.',
  'notifyDevice.on': 'Also while ChatFlow is closed.',
  'notifyDevice.open': 'While ChatFlow is open in a tab. Once it is closed, this browser cannot be reached.',
  'notifyDevice.blocked': 'Your browser blocks notifications of ChatFlow.',
  'notifyDevice.blockedHow.others':
    'To allow them, open the settings of this page by the icon beside its address, and choose Notifications.',
  'notifyDevice.blockedHow.safari':
    'To allow them, open Safari’s settings, then Websites and Notifications, and choose this page.',
  'notifyDevice.blockedHow.ios':
    'To allow them, open the settings of this device, then Notifications, and choose ChatFlow.',
  'notifyDevice.unsupported': 'This browser cannot show notifications.',
  'notifyDevice.install': 'Here, only installed apps can show notifications.',
  'notifyDevice.installHow':
    'Choose Share and then Add to Home Screen, open ChatFlow from there, and turn on notifications here.',
  'notifyDevice.turnedOn': 'Notifications are on.',

  'notifyCard.title': 'Do not miss an answer',
  'notifyCard.text': 'Get a notification when there is something new and you are not looking.',
  'notifyCard.on': 'Turn on notifications',
  'notifyCard.later': 'Not now',
} as const satisfies Record<string, string>;
