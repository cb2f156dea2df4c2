import type { FileReader } from '../ports.ts';

/** Types by file-type, recordings by mediabunny. Both are loaded when they are first needed. */
export const fileReader: FileReader = {
  async typeOf(beginning) {
    const { fileTypeFromBuffer } = await import('file-type');
    const found = await fileTypeFromBuffer(beginning);
    return found?.mime;
  },
  async recording(source) {
    const { readRecording } = await import('./read-recording.ts');
    return readRecording(source);
  },
};
