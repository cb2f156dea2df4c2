/** Of a picture. In base64 it is a third more, and a function answers with 6 MB at most. */
export const mostPictureBytes = 3 * 1024 * 1024;
/** Of what a page says of itself, in characters. */
export const mostPageText = { title: 200, description: 300, siteName: 100 } as const;
