import type { enContents } from './en-contents.ts';
import type { enIntegrations } from './en-integrations.ts';
import type { enJoining } from './en-joining.ts';
import type { enLater } from './en-later.ts';
import type { enMedia } from './en-media.ts';
import type { enMessages } from './en-messages.ts';
import type { enNotifications } from './en-notifications.ts';
import type { enThreads } from './en-threads.ts';
import type { enSearch } from './en-search.ts';
import type { enWaiting } from './en-waiting.ts';

/**
 * The texts of what the page shows first, in ICU MessageFormat; those of the parts that are loaded when they open are in
 * `en-later.ts`, `en-joining.ts`, `en-media.ts`, `en-messages.ts`, `en-threads.ts`, `en-search.ts` and `en-waiting.ts`. Other languages have the same keys, or they do not compile. Keys are grouped by the part of the screen
 * that shows them.
 */
export const en = {
  'app.name': 'ChatFlow',
  'app.newVersion': 'A new version is ready. It opens with the next reload.',

  'bot.mark': 'BOT',

  'dialog.close': 'Close',
  'dialog.back': 'Back',
  'dialog.tryAgain': 'Try again',
  'field.showPassword': 'Show password',
  'field.hidePassword': 'Hide password',
  'wait.again': 'Again in {time}',

  'error.offline': 'You are offline. Check your connection and try again.',
  'error.slow': 'The server takes too long to answer. Try again.',
  'error.busy': 'The server is busy. Try again in a moment.',
  'error.suspended': 'This account is suspended.',
  'error.suspendedUntil': 'This account is suspended until {time}.',
  'error.suspendedReason': 'The reason: {reason}',
  'error.tooMany': 'Too many attempts. Wait a moment and try again.',
  'error.tooManyUntil': 'Too many attempts. You can try again at {time}.',
  'error.emailNotSupported': 'Before the @ only letters from A to Z, digits and signs work, without accents.',
  'error.invalidCredentials': 'The name or the password is wrong.',
  'error.usernameTaken': 'This username is taken.',
  'error.emailTaken': 'There is an account with this e-mail address already.',
  'error.unknownPerson': 'This person was not found.',
  'error.conversationNotFound': 'This chat does not exist, or you are not in it.',
  'error.signedOut': 'You are signed out.',
  'error.passwordMissing':
    'Your account has no password yet. Sign out and use “Forgot your password?” to set one, then try again.',
  'error.providerUnavailable': 'The provider does not answer. Try again in a moment, or use another way.',
  'error.providerRefused': 'The provider did not confirm that it is you. Try again.',
  'error.providerState': 'This took too long, or began in another window. Begin again.',
  'error.providerEmailMissing':
    'The provider gave no e-mail address. Allow it there, or create an account here.',
  'error.providerEmailUnverified':
    'The provider has not confirmed your e-mail address. Confirm it there first.',
  'error.providerEmailTaken':
    'An account here has this e-mail address but has not confirmed it. Sign in to it and confirm the address, or set a new password.',
  'error.identityTaken': 'This account at the provider is connected to another account here already.',
  'error.tooManyIdentities': 'You have connected as many accounts as you can. Disconnect one first.',
  'error.userBlocked': 'You blocked this person.',
  'error.messagesNotAccepted': 'This person does not accept new chats from you.',
  'error.invitesNotAccepted': 'One of these people does not accept invites from you.',
  'error.blockLimit': 'You blocked too many people. Unblock one of them first.',
  'error.forbidden': 'Only admins of the group can do this.',
  'error.outranked': 'This only works with members whose role is below yours.',
  'error.muted': 'You are muted in this group.',
  'error.adminsOnly': 'Only admins write in this group.',
  'error.mentionAll': 'Only admins mention everyone in this group.',
  'error.slowMode': 'Wait a little before your next message.',
  'error.banned': 'One of these people is banned from the group.',
  'error.alreadyMember': 'One of these people is in the group already.',
  'error.namedTwice': 'One of these people is named twice.',
  'error.notMember': 'This person is not in the group any more.',
  'error.groupFull': 'The group is full.',
  'error.inviteUnknown': 'There is no such invite. Ask for a new link.',
  'error.inviteExpired': 'This invite has expired. Ask for a new one.',
  'error.inviteRevoked': 'This invite does not work any more. Ask for a new one.',
  'error.inviteUsedUp': 'This invite has been used up. Ask for a new one.',
  'error.tooManyInvites': 'The group has 100 invites. Revoke one first.',
  'error.rulesNotAccepted': 'The rules have changed. Read and accept them first.',
  'error.fileGone': 'This file is not there any more.',
  'error.fileNotUploaded': 'The file has not been uploaded completely. Try again.',
  'error.fileType': 'Files of this type cannot be sent.',
  'error.fileTooLarge': 'The file is too large.',
  'error.fileQuota': 'You have uploaded as much as is possible in one day. Try again tomorrow.',
  'error.fileDamaged': 'The file is damaged, or not what its name says.',
  'error.fileMalware': 'Malware was found in this file.',
  'error.fileInUse': 'The file is in use.',
  'error.uploadRefused': 'The file could not be stored. Try again.',
  'error.uploadExpired': 'The upload took too long. Send the file again.',
  'error.editExpired': 'It is too late to edit this message.',
  'error.messageDeleted': 'This message was deleted.',
  'error.pollClosed': 'This poll is closed.',
  'error.editLimit': 'This message was edited as often as is possible.',
  'error.messageStreaming': 'This message is still being written.',
  'error.reactionLimit': 'This message has as many different reactions as is possible.',
  'error.notAnEmoji': 'Reactions are one emoji each.',
  'error.requestGone': 'This request has been answered or withdrawn.',
  'error.tooManyRequests': 'Very many people wait to join this group. Try again later.',
  'error.unexpected': 'Something went wrong. Try again.',

  'welcome.title': 'Chat that belongs to you',
  'welcome.text':
    'Messages arrive in order, once, and only where you want them. Your data stays on your own server.',
  'welcome.register': 'Create an account',
  'welcome.signIn': 'Sign in',
  'welcome.ended.signed_out': 'You signed out in another window.',
  'welcome.ended.session_revoked': 'This session was ended. Sign in again.',
  'welcome.ended.suspended': 'This account is suspended.',
  'welcome.ended.expired': 'Your session has expired. Sign in again.',

  'signIn.title': 'Sign in',
  'signIn.username': 'Username or e-mail',
  'signIn.password': 'Password',
  'signIn.usernameMissing': 'Enter your username or e-mail address.',
  'signIn.passwordMissing': 'Enter your password.',
  'signIn.submit': 'Sign in',
  'signIn.forgot': 'Forgot your password?',
  'signIn.noAccount': 'No account yet?',
  'signIn.register': 'Create one',

  'password.weak.other': 'This password is guessed soon. Take a few words that do not belong together.',

  'link.invalidText': 'It was used already, is older than 30 minutes, or is incomplete.',

  'verify.banner': 'Confirm your e-mail address',
  'verify.bannerText': 'We sent a link to {email}.',
  'verify.bannerAgain': 'We sent another link to {email}.',
  'verify.again': 'Send again',
  'verify.later': 'Later',

  'time.today': 'Today',
  'time.yesterday': 'Yesterday',

  'presence.online': 'Online',
  'presence.away': 'Away',
  'presence.invisible': 'Invisible',
  'presence.lastSeenNow': 'Last seen just now',
  'presence.lastSeenMinutes': 'Last seen {minutes, plural, one {# minute} other {# minutes}} ago',
  'presence.lastSeenToday': 'Last seen today at {at}',
  'presence.lastSeenYesterday': 'Last seen yesterday at {at}',
  'presence.lastSeenOn': 'Last seen on {day}',

  'status.waiting': 'Waiting to be sent',
  'status.sent': 'Sent',
  'status.delivered': 'Delivered',
  'status.read': 'Read',
  'status.failed': 'Not sent',

  'connection.connecting': 'Connecting …',
  'connection.offline': 'Offline. What you write is sent later.',
  'connection.catchingUp': 'Catching up …',
  'connection.polling': 'Connected without live updates: messages may take a few seconds.',

  'list.title': 'Chats',
  'list.search': 'Search chats, people, messages',
  'list.new': 'New chat',
  'list.menu': 'Menu',
  'list.empty': 'No chats yet',
  'list.emptyText': 'Find someone by name and say hello.',
  'list.emptyAction': 'Start a chat',
  'list.noMatch': 'No chat and no person matches “{query}”.',
  'list.noChatMatches': 'No chat matches.',
  'list.searchingMore': 'Looking through older chats …',
  'list.searchIncomplete': 'Not all of your chats could be searched.',
  'list.searchedNewest': 'Only your newest {count, number} chats were searched.',
  'list.clearSearch': 'Clear the search',
  'list.moreFailed': 'More chats could not be loaded.',
  'list.failed': 'Your chats could not be loaded.',
  'list.you': 'You',
  'list.draft': 'Draft:',
  'list.noMessages': 'No messages yet',
  'list.unknownKind': 'Message',
  'list.photos': '{count, plural, one {Photo} other {# photos}}',
  'list.videos': '{count, plural, one {Video} other {# videos}}',
  'list.voice': 'Voice message {time}',
  'list.files': '{count, plural, one {# file} other {# files}}',
  'list.typing': 'typing …',
  'list.typingOne': '{name} is typing …',
  'list.typingMany': '{count, plural, one {# person is} other {# people are}} typing …',
  'list.unread': '{count, plural, one {# unread message} other {# unread messages}}',
  'list.mentions': '{count, plural, one {# mention of you} other {# mentions of you}}',
  'list.silent': 'Notifications are off',
  'list.mentionsOnly': 'Only mentions notify you',
  'list.failedMessages': '{count, plural, one {# message was not sent} other {# messages were not sent}}',

  'menu.profile': 'Your profile',
  'menu.settings': 'Settings',
  'menu.newGroup': 'New group',
  'menu.threads': 'Threads',
  'menu.saved': 'Saved messages',
  'menu.reminders': 'Reminders',
  'menu.discover': 'Discover groups',
  'menu.shortcuts': 'Keyboard shortcuts',
  'menu.signOut': 'Sign out',

  'conversation.nothingOpen': 'Pick a chat on the left, or start a new one.',
  'conversation.back': 'All chats',
  'conversation.details': 'Details',
  'conversation.search': 'Search in this chat',
  'conversation.members': '{count, plural, one {# member} other {# members}}',
  'conversation.log': 'Messages in {name}',
  'conversation.empty': 'Say hello',
  'conversation.emptyText': 'This is the beginning of your chat with {name}.',
  'conversation.emptyGroup': 'This is the beginning of {name}.',
  'conversation.loadFailed': 'The messages could not be loaded.',
  'conversation.newMessages': 'New messages',
  'conversation.toNewest': 'To the newest message',
  'conversation.newPill': '{count, plural, one {# new message} other {# new messages}}',
  'conversation.typingOne': '{name} is typing',
  'conversation.typingTwo': '{first} and {second} are typing',
  'conversation.typingMany': 'Several people are typing',
  'conversation.unknownSender': 'Former member',

  'system.you': 'you',
  'system.more': '{count, plural, one {# other} other {# others}}',
  'system.added': '{own, select, you {You} other {{actor}}} added {users}.',
  'system.joined': '{own, select, you {You} other {{actor}}} joined the group.',
  'system.left': '{own, select, you {You} other {{actor}}} left the group.',
  'system.removed': '{own, select, you {You} other {{actor}}} removed {users}.',
  'system.banned': '{own, select, you {You} other {{actor}}} banned {users}.',
  'system.unbanned': '{own, select, you {You} other {{actor}}} let {users} come in again.',
  'system.role.admin': '{own, select, you {You} other {{actor}}} made {users} an admin.',
  'system.role.member': '{own, select, you {You} other {{actor}}} made {users} a member again.',
  'system.owner': '{own, select, you {You are} other {{actor} is}} the owner now.',
  'system.muted': '{own, select, you {You} other {{actor}}} muted {users}.',
  'system.mutedUntil': '{own, select, you {You} other {{actor}}} muted {users} until {time}.',
  'system.unmuted': '{own, select, you {You} other {{actor}}} let {users} write again.',
  'system.renamed': '{own, select, you {You} other {{actor}}} named the group “{name}”.',
  'system.avatar': '{own, select, you {You} other {{actor}}} changed the picture of the group.',
  'system.avatarRemoved': '{own, select, you {You} other {{actor}}} removed the picture of the group.',
  'system.about': '{own, select, you {You} other {{actor}}} changed the info of the group.',
  'system.aboutRemoved': '{own, select, you {You} other {{actor}}} removed the info of the group.',
  'system.settings': '{own, select, you {You} other {{actor}}} changed the settings of the group.',
  'system.community': '{own, select, you {You} other {{actor}}} changed who can find the group.',
  'system.welcome': '{own, select, you {You} other {{actor}}} changed the welcome text of the group.',
  'system.rules': '{own, select, you {You} other {{actor}}} changed the rules of the group.',
  'system.expiry':
    '{own, select, you {You} other {{actor}}} set messages to disappear {time} after they are {from, select, reading {read} other {sent}}.',
  'system.expiryOff': '{own, select, you {You} other {{actor}}} turned off disappearing messages.',

  'silence.muted': 'An admin muted you in this group. You can read, but not write.',
  'silence.mutedUntil': 'You are muted in this group until {time}.',
  'message.retry': 'Try again',
  'message.sendWithout': 'Remove and send again',
  'message.discard': 'Delete',
  'message.failed': 'Not sent.',

  'message.deleted': 'Message deleted',
  'message.edited': 'edited',
  'message.saved': 'saved',
  'message.showRevisions': 'edited: show earlier versions',
  'message.spoiler': 'Hidden: show it',
  'message.said': '{name}, {time}: {text}',
  'reactions.label': 'Reactions',
  'reactions.chip': '{emoji} {count, plural, one {# reaction} other {# reactions}}: {names}',

  'composer.label': 'Message',
  'composer.placeholder': 'Message {name}',
  'composer.send': 'Send',
  'composer.save': 'Save',
  'composer.editLabel': 'Edit message',
  'composer.emoji': 'Emoji',
  'voice.record': 'Record a voice message',
  'composer.slowMode': 'Slow mode: your next message in {time}',
  'composer.tooLong': '{over, plural, one {# character} other {# characters}} too many',
  'composer.left': '{left, plural, one {# character} other {# characters}} left',

  'jump.title': 'Jump to a chat',
  'jump.people': 'People',

  'privacy.unblock': 'Unblock',
  'privacy.blockName': 'Block {name}',
  'privacy.unblockName': 'Unblock {name}',
  'privacy.blockedName': '{name} is blocked.',
  'privacy.unblockedName': '{name} is not blocked any more.',
  'privacy.blockHint':
    'Blocked people cannot write to you, add you to groups or see when you are online. They are not notified.',
  'privacy.youBlocked': 'You blocked {name}.',

  'devices.usedNow': 'Used just now',
  'devices.usedMinutes': 'Used {minutes, plural, one {# minute} other {# minutes}} ago',
  'devices.usedToday': 'Used today at {at}',
  'devices.usedYesterday': 'Used yesterday at {at}',
  'devices.usedOn': 'Used on {day}',

  'signIn.codeTitle': 'Enter your code',
  'signIn.codeText': 'Your account is protected by an authenticator app besides the password.',
  'code.app': 'Code of your app',
  'code.appHint': 'Six digits, new every 30 seconds.',
  'code.recovery': 'Recovery code',
  'code.recoveryHint': 'Each one works once.',
  'code.useRecovery': 'Use a recovery code instead',
  'code.useApp': 'Use the app instead',
  'code.missing': 'Enter a code.',
  'code.wrong': 'This code is wrong or was used before. Wait for the next one and try again.',
  'code.clockAhead':
    'The clock of the device with the app is about {minutes, plural, one {a minute} other {# minutes}} ahead. Let it set its time by itself, and try again.',
  'code.clockBehind':
    'The clock of the device with the app is about {minutes, plural, one {a minute} other {# minutes}} behind. Let it set its time by itself, and try again.',
  'signIn.passkey': 'Sign in with a passkey',
  'provider.ways': 'Other ways to sign in',
  'provider.or': 'or',
  'provider.continue': 'Continue with {provider}',
  'passkeys.cancelled': 'No passkey was used. Try again when you are ready.',
  'passkeys.unsupported': 'This browser does not know passkeys. Update it, or use another one.',
  'passkeys.exists': 'This device already has a passkey of your account.',
  'passkeys.wrongHost':
    'Passkeys do not work at this address. Open ChatFlow by its name: on your own machine http://localhost, not by an IP address.',
  'passkeys.device':
    'This device could not make or use a passkey. It needs a screen lock, or try another device.',
  'passkeys.refused':
    'This passkey was not accepted: it was removed, is of another site, or the attempt took too long. Try again, or use your password.',
  'passkeys.tooMany': 'You have as many passkeys as an account can have. Remove one first.',
  'security.roleNeeds': 'Your role takes a second factor. Set up another one before you remove the last.',
} as const satisfies Record<string, string>;

export type Messages = Record<keyof typeof en, string>;
export type LaterMessages = Record<keyof typeof enLater, string>;
export type JoiningMessages = Record<keyof typeof enJoining, string>;
export type MediaMessages = Record<keyof typeof enMedia, string>;
export type ActionMessages = Record<keyof typeof enMessages, string>;
export type IntegrationMessages = Record<keyof typeof enIntegrations, string>;
export type NotificationMessages = Record<keyof typeof enNotifications, string>;
export type ThreadMessages = Record<keyof typeof enThreads, string>;
export type ContentMessages = Record<keyof typeof enContents, string>;
export type WaitingMessages = Record<keyof typeof enWaiting, string>;
export type SearchMessages = Record<keyof typeof enSearch, string>;
