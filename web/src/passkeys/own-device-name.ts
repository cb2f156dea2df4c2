/** What people call the device of this browser, as a first name for its passkey; empty where the browser does not say. */
export function ownDeviceName(userAgent: string): string {
  const names: [RegExp, string][] = [
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/CrOS/, 'Chromebook'],
    [/Windows/, 'Windows'],
    [/Macintosh/, 'Mac'],
    [/Linux/, 'Linux'],
  ];
  return names.find(([form]) => form.test(userAgent))?.[1] ?? '';
}
