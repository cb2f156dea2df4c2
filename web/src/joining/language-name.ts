/** The languages that one can choose for a group, by the names that they have for themselves. */
const offered =
  'ar bg bn ca cs da de el en es et fa fi fr ga gu he hi hr hu id is it ja ka ko lt lv mk ms mt nb nl pa pl pt ro ru sk sl sq sr sv sw ta te th tr uk ur vi zh';

/** A language in the words of another, as in `German`; its tag where the browser does not know it. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    // no tag at all: the server knows languages that this version does not
    return tag;
  }
}

/** What to choose from, by name: `also` is one that is chosen already. */
export function languagesIn(locale: string, also?: string | null): { value: string; label: string }[] {
  const tags = offered.split(' ');
  if (typeof also === 'string' && !tags.includes(also)) tags.push(also);
  return tags
    .map((value) => ({ value, label: languageName(value, locale) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, locale));
}
