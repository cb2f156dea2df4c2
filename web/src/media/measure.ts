import { rgbaToThumbHash } from 'thumbhash';

/** What a browser measures of a file before it is uploaded. */
export interface Measured {
  width?: number;
  height?: number;
  durationSeconds?: number;
  /** A thumbhash, in base64. */
  placeholder?: string;
}

/** What does not load within this time, in milliseconds, is sent without. */
const patienceMs = 6_000;
/** The larger side of what a thumbhash is made from. */
const hashedSide = 100;
/** The width of a poster at most, and its size in bytes. */
const posterWidth = 960;
const mostPosterBytes = 512 * 1024;

/** Resolves at the event, rejects at an error of the element and after some seconds. */
function once(element: HTMLMediaElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    const timer = setTimeout(() => settle(() => reject(new Error('It takes too long.'))), patienceMs);
    const settle = (tell: () => void) => {
      clearTimeout(timer);
      end.abort();
      tell();
    };
    const { signal } = end;
    element.addEventListener(event, () => settle(resolve), { signal });
    element.addEventListener('error', () => settle(() => reject(new Error('It cannot be read.'))), {
      signal,
    });
  });
}

function draw(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function hashOf(source: CanvasImageSource, width: number, height: number): string | undefined {
  const scale = hashedSide / Math.max(width, height);
  const canvas = draw(source, width * scale, height * scale);
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
  if (pixels === undefined) return undefined;
  return btoa(String.fromCharCode(...rgbaToThumbHash(canvas.width, canvas.height, pixels.data)));
}

/** The size of a picture, turned as it is shown, and its blur. Rejects for one that the browser cannot show. */
export async function measureImage(url: string): Promise<Measured> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const placeholder = hashOf(image, width, height);
  return { width, height, ...(placeholder !== undefined && { placeholder }) };
}

/** A canvas as a file that is small enough: as WebP, or where a browser cannot write that, as JPEG. */
export async function canvasBlob(canvas: HTMLCanvasElement, most: number): Promise<Blob | undefined> {
  const make = (type: string, quality: number) =>
    new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  for (const quality of [0.85, 0.6, 0.3]) {
    const webp = await make('image/webp', quality);
    const blob = webp?.type === 'image/webp' ? webp : await make('image/jpeg', quality);
    if (blob !== null && blob.size <= most) return blob;
  }
  return undefined;
}

/** How long a video plays, its size, its blur and a still of it. Rejects for one that the browser cannot play. */
export async function measureVideo(url: string): Promise<Measured & { poster?: Blob }> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  const loaded = once(video, 'loadeddata');
  video.src = url;
  await loaded;
  const { videoWidth: width, videoHeight: height, duration } = video;
  const measured: Measured = {
    ...(width > 0 && { width, height }),
    ...(Number.isFinite(duration) && { durationSeconds: duration }),
  };
  if (width === 0) return measured;
  // the very first frame is often black
  const sought = once(video, 'seeked');
  video.currentTime = Number.isFinite(duration) ? Math.min(1, duration / 10) : 0;
  await sought;
  const scale = Math.min(1, posterWidth / width);
  const poster = await canvasBlob(draw(video, width * scale, height * scale), mostPosterBytes);
  const placeholder = hashOf(video, width, height);
  video.removeAttribute('src');
  video.load();
  return { ...measured, ...(placeholder !== undefined && { placeholder }), ...(poster && { poster }) };
}

/** How long a sound plays. */
export async function measureAudio(url: string): Promise<Measured> {
  const audio = new Audio();
  audio.preload = 'metadata';
  const loaded = once(audio, 'loadedmetadata');
  audio.src = url;
  await loaded;
  const { duration } = audio;
  return Number.isFinite(duration) ? { durationSeconds: duration } : {};
}
