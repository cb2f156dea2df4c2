/** The form of the addresses that the server takes. `URL.href` has it, save for what it leaves unescaped in fragments. */
const taken = /^(?:https?:\/\/|mailto:)[!#-;=?-[\]-~]+$/;

/** An address as the server takes it; `undefined`: it is none. */
export function addressOf(text: string): string | undefined {
  if (!/^(?:https?:\/\/|mailto:)./i.test(text) || !URL.canParse(text)) return undefined;
  const { href } = new URL(text);
  return taken.test(href) ? href : undefined;
}

const begin = /https?:\/\//iy;
/** What an address in a text is made of. Marks, brackets and quotation marks end it, but not `_`, which addresses have. */
const inside = /[^\s<>"`*|\\[\]{}^]{1,2049}/y;
const longest = 2_048;

/** The address that begins at a place of a text: how it stands there, and as the server takes it. */
export function bareAddress(text: string, at: number): { shown: string; url: string } | undefined {
  begin.lastIndex = at;
  if (!begin.test(text)) return undefined;
  inside.lastIndex = at;
  const all = inside.exec(text)?.[0] ?? '';
  if (all.length > longest) return undefined;
  const shown = withoutEnd(all);
  const url = addressOf(shown);
  return url === undefined ? undefined : { shown, url };
}

/** Without what ends a sentence or belongs around it: a bracket stays where the address opens it. */
function withoutEnd(address: string): string {
  let opened = 0;
  for (const character of address) opened += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1];
    if (last === ')' && opened < 0) opened += 1;
    else if (!/[.,;:!?'_~]/.test(last ?? '')) break;
  }
  return address.slice(0, end);
}
