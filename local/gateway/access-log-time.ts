const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let lastSecond = Number.NaN;
let lastText = '';

/** A time in milliseconds in the form of web server logs, which API Gateway uses: `09/Oct/2026:13:55:36 +0000`. */
export function accessLogTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  // Every frame carries this text, thousands of them in the same second.
  if (second !== lastSecond) {
    const iso = new Date(second * 1000).toISOString();
    const month = months[Number(iso.slice(5, 7)) - 1] ?? '';
    lastText = `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
    lastSecond = second;
  }
  return lastText;
}
