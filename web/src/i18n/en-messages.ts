/** The texts of what can be done with a message: loaded with those of `en-later.ts`. */
export const enMessages = {
  'action.menu': 'What you can do with this message',
  'action.more': 'More',
  'action.react': 'React',
  'action.reactWith': 'React with {emoji}',
  'action.otherEmoji': 'Another emoji',
  'action.copy': 'Copy text',
  'action.copied': 'Text copied',
  'action.edit': 'Edit',
  'action.delete': 'Delete',
  'action.revisions': 'Show earlier versions',
  'action.reactions': 'Who reacted',

  'editing.title': 'Edit message',
  'editing.cancel': 'Cancel the edit',
  'editing.deleted': 'The message that you were editing was deleted.',

  'deletion.title': 'Delete this message?',
  'deletion.everyone': 'Delete for everyone',
  'deletion.me': 'It is deleted for you, on all your devices. Others still see it.',
  'deletion.direct': 'It is deleted for you and for {name}. This cannot be undone.',
  'deletion.group': 'It is deleted for all members of the group. This cannot be undone.',
  'deletion.other': 'The message of {name} is deleted for all members of the group. This cannot be undone.',

  'revisions.title': 'Earlier versions',
  'revisions.now': 'Now, since {time}',
  'revisions.none': 'There are no earlier versions any more.',

  'reactions.none': 'There are no reactions any more.',

  'saved.title': 'Saved messages',
  'saved.save': 'Save',
  'saved.unsave': 'Remove from saved messages',
  'saved.done': 'Saved, for you alone',
  'saved.undone': 'No longer saved',
  'saved.empty': 'No saved messages yet',
  'saved.emptyText':
    'Choose “Save” in the menu of a message to find it here again. Only you see what you save.',
  'saved.failed': 'Your saved messages could not be loaded.',
  'saved.tooMany': 'You have saved as many messages as is possible.',

  'stream.writing': '{name} is writing…',
  'stream.ownWriting': 'You are writing…',
  'stream.stop': 'Stop',
  'stream.stopped': 'Stopped',
  'stream.unfinished': 'Not finished: its author lost the connection.',

  'previews.remove': 'Remove preview',
  'previews.removed': 'The preview is gone, for everyone.',
  'previews.show': 'Show previews of links',
  'previews.make': 'Previews of links in my messages',
  'previews.makeHint':
    'The server reads the page that you link to, and everyone in the chat sees what it is about.',

  'announce.edited': '{name} edited a message: {text}',
  'announce.deleted': '{name} deleted a message.',
  'announce.reactions': 'Reactions to “{text}”: {reactions}.',
  'announce.noReactions': 'No reactions to “{text}” any more.',
} as const satisfies Record<string, string>;
