import { canvasBlob } from '../media/measure.ts';

/** A part of a picture, in its own pixels. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** As the server keeps it. */
const side = 512;
const mostBytes = 1024 * 1024;

/** The square part of a picture, as a file of 512 by 512 pixels. Rejects where the browser cannot read it. */
export async function cropped(url: string, { x, y, width, height }: Part): Promise<File> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser cannot draw.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, x, y, width, height, 0, 0, side, side);
  const blob = await canvasBlob(canvas, mostBytes);
  if (blob === undefined) throw new Error('The browser cannot write the picture.');
  return new File([blob], blob.type === 'image/webp' ? 'picture.webp' : 'picture.jpg', { type: blob.type });
}
