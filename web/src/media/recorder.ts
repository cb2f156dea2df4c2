import { levelOf, peaksOf } from './peaks.ts';
import type { VoiceNote } from './upload-files.ts';

/** In milliseconds: how often the level is taken. */
const levelMs = 50;
/** In the order of preference: small and clear, then what Safari writes. */
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/webm'];
const endings: Readonly<Record<string, string>> = {
  'audio/webm': 'webm',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
};

/** What is being recorded. */
export interface Recording {
  /** The levels so far, 0 to 1 each. */
  readonly levels: readonly number[];
  /** In seconds. */
  readonly seconds: () => number;
  /** Ends it. Resolves to nothing where not a second was recorded. */
  finish: () => Promise<{ file: File; voice: VoiceNote } | undefined>;
  /** Ends it and forgets what was recorded. */
  cancel: () => void;
}

/** Less than this, in seconds, was a slip. */
const shortest = 0.7;

/**
 * Begins to record; `onLevel` is called some times a second. Rejects as `getUserMedia` does: with `NotAllowedError` where
 * the microphone is refused, and `NotFoundError` where there is none.
 */
export async function startRecording(onLevel: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, {
    ...(mimeType !== undefined && { mimeType }),
    audioBitsPerSecond: 32_000,
  });
  const chunks: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data));

  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const levels: number[] = [];
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    levels.push(levelOf(samples));
    onLevel();
  }, levelMs);

  const begun = performance.now();
  let ended: number | undefined;
  const seconds = () => ((ended ?? performance.now()) - begun) / 1_000;

  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
  recorder.start(1_000);

  async function stop(): Promise<void> {
    if (ended !== undefined) return;
    ended = performance.now();
    clearInterval(timer);
    if (recorder.state !== 'inactive') recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
    await context.close();
  }

  return {
    levels,
    seconds,
    async finish() {
      await stop();
      if (seconds() < shortest) return undefined;
      const [type = 'audio/webm'] = recorder.mimeType.split(';');
      const file = new File(chunks, `voice-message.${endings[type] ?? 'webm'}`, { type });
      const durationSeconds = Math.round(seconds() * 10) / 10;
      return { file, voice: { durationSeconds, waveform: peaksOf(levels) } };
    },
    cancel: () => void stop(),
  };
}
