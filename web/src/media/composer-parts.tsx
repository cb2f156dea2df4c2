/** What the composer loads for files and voice notes, in one piece. */
export { addFiles, handTrayOver, sendTray } from './add-files.ts';
export { default as AttachButton } from './attach-button.tsx';
export { default as DropZone } from './drop-zone.tsx';
export { default as RecordingBar } from './recording-bar.tsx';
export { default as Tray } from './tray.tsx';
