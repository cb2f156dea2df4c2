/** Media: files that people upload, what becomes of them, and who may download them. */
export { addPicture } from './add-picture.ts';
export { applyScan } from './apply-scan.ts';
export { adoptAvatar, releaseAvatar } from './avatars.ts';
export { completeUpload } from './complete-upload.ts';
export type { MediaContext, MediaSight } from './context.ts';
export { createUpload } from './create-upload.ts';
export { eraseMedia } from './erase-media.ts';
export { getMedia, listMedia } from './get-media.ts';
export { mediaOfObject, storedMedia, type StoredMedia } from './model.ts';
export { processPoster } from './process-poster.ts';
export { processUpload } from './process-upload.ts';
export { mediaKeyContext, mediaKeyStore } from './sealing.ts';
export { mediaStore, type MediaStore } from './store.ts';
export { takeBack } from './take-back.ts';
export { getUploadParts } from './upload-parts.ts';
export type { MediaWork } from './work.ts';
export { viewMedia, viewMediaOf } from './views.ts';
