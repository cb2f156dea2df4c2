import type { Page } from 'playwright-core';

/** A file as Playwright hands it to a page. */
export interface PageFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture of one colour and this size, which a page draws. */
export async function picture(
  page: Page,
  name: string,
  width: number,
  height: number,
  hue: number,
): Promise<PageFile> {
  const data = await page.evaluate(
    ([w, h, colour]) => {
      const canvas = document.createElement('canvas');
      canvas.width = w;
      canvas.height = h;
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('The page cannot draw.');
      context.fillStyle = `hsl(${colour} 70% 55%)`;
      context.fillRect(0, 0, w, h);
      context.fillStyle = `hsl(${colour + 60} 60% 35%)`;
      context.fillRect(0, h / 2, w, h / 4);
      return canvas.toDataURL('image/jpeg', 0.9);
    },
    [width, height, hue] as const,
  );
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(data.slice(data.indexOf(',') + 1), 'base64') };
}

/** Hands files to an element as a drop or a paste does. */
export async function give(
  page: Page,
  selector: string,
  event: 'drop' | 'paste',
  files: readonly PageFile[],
): Promise<void> {
  const plain = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    data: buffer.toString('base64'),
  }));
  const transfer = await page.evaluateHandle((given) => {
    const made = new DataTransfer();
    for (const { name, mimeType, data } of given) {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      made.items.add(new File([bytes], name, { type: mimeType }));
    }
    return made;
  }, plain);
  const target = page.locator(selector).first();
  if (event === 'paste') {
    await target.evaluate(
      (element, clipboardData) =>
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        ),
      transfer,
    );
    return;
  }
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}
