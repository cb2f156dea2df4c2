import { ALL_FORMATS, CustomSource, Input } from 'mediabunny';
import { limits } from '../../protocol/index.ts';
import type { Recording, RecordingSource } from '../ports.ts';

/** All that is read of one file: enough for the tables of contents that long recordings have, at either end. */
const mostBytes = 24 * 1024 * 1024;
/** What a read in flight keeps in memory. */
const cacheBytes = 4 * 1024 * 1024;

/** Reading went on beyond what a recording needs. */
class TooMuchRead extends Error {
  override readonly name = 'TooMuchRead';
}

/**
 * How long a video or sound plays and how large its picture is, by what its container says (mediabunny), of which some
 * ranges are read. `undefined`: it is none. Rejects as the source does.
 */
export async function readRecording(source: RecordingSource): Promise<Recording | undefined> {
  let read = 0;
  const failures: Error[] = [];
  const input = new Input({
    formats: ALL_FORMATS,
    source: new CustomSource({
      getSize: () => source.size,
      maxCacheSize: cacheBytes,
      prefetchProfile: 'network',
      read: async (start, end) => {
        read += end - start;
        if (read > mostBytes) throw new TooMuchRead('too much of the file was read');
        try {
          return await source.read(start, end - 1);
        } catch (error) {
          const failure = error instanceof Error ? error : new Error('a read failed', { cause: error });
          failures.push(failure);
          throw failure;
        }
      },
    }),
  });
  try {
    return await recordingOf(input);
  } catch (error) {
    // a store that is down is no fault of the file; all else is a container that is broken, or that wants too much read
    const [failure] = failures;
    if (failure) throw failure;
    if (error instanceof Error) return undefined;
    throw error;
  } finally {
    input.dispose();
  }
}

async function recordingOf(input: Input): Promise<Recording | undefined> {
  if (!(await input.canRead())) return undefined;
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  if (!video && !audio) return undefined;
  const durationSeconds = await durationOf(input);
  const size = video && {
    width: Math.round(await video.getDisplayWidth()),
    height: Math.round(await video.getDisplayHeight()),
  };
  return {
    hasVideo: video !== null,
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(size && size.width > 0 && size.height > 0 && size),
  };
}

/** Beyond this it is a mistake of the container. */
const mostSeconds = limits.mediaDurationSeconds;

/** What the container says; a recorder of a browser leaves that out, and then its last packet tells. */
async function durationOf(input: Input): Promise<number | undefined> {
  const said = await input.getDurationFromMetadata();
  try {
    const seconds = said ?? (await input.computeDuration());
    return seconds >= 0 && seconds <= mostSeconds ? seconds : undefined;
  } catch (error) {
    // the last packet of a long file is too far off: what the client measured stays
    if (error instanceof TooMuchRead) return undefined;
    throw error;
  }
}
