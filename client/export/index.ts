/** Exports of conversations, line by line. */
export { exportConversation, type ExportOptions, type SavedFile } from './export-conversation.ts';
export {
  exportReader,
  lineText,
  type ExportedFile,
  type ExportedMessage,
  type ExportedPerson,
  type ExportHeader,
  type ExportLine,
  type ExportProgress,
} from './format.ts';
