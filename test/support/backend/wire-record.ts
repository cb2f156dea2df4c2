import type { ManualClock } from '../manual-clock.ts';

/** Texts for people may be put in other words: what programs read is recorded, these are not. */
const forPeople = new Set(['title', 'detail', 'message']);

/** How secrets and ids look that differ from run to run. */
export interface WireForms {
  /** Whole texts, by what is written down in their place. */
  secrets: Record<string, RegExp>;
  /** Ids anywhere in a text, by the kind in their first group. */
  ids: RegExp;
  /** Ids of messages: what identifies the conversation, and the number to base 36. */
  messageIds: RegExp;
}

/** A code of an authenticator app, or a recovery code. */
export const codeForm = /^(\d{6}|[a-z0-9]{5}-[a-z0-9]{5})$/;

const serverForms: WireForms = {
  secrets: {
    token: /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/,
    'link token': /^[\w-]{43}$/,
    // no error code, which has no capitals
    'invite code': /^(?=.*[A-Z0-9])[\w-]{22}$/,
    'invite link': /#[\w-]{22}$/,
    'device token': /^usr_[\w-]{22}\.[\w-]{43}$/,
    'refresh token': /^usr_[\w-]{22}\.ses_[\w-]{22}\.\d+\.\d+\.[\w-]+$/,
    'bot token': /^cfb_/,
    code: codeForm,
  },
  ids: /\b(usr|bot|tok|ses|cnv|req|med|sch)_[\w-]{22}(?![\w-])/g,
  messageIds: /\bmsg_([\w-]{22})_([0-9a-z]+)\b/g,
};
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Writes down what goes over the wire so that two runs of the same steps read the same: ids by the order of their
 * appearance, times from the start of the run, and secrets by their kind.
 */
export class WireRecord {
  readonly #lines: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #start: number;
  readonly #forms: WireForms;

  constructor(clock: ManualClock, forms: WireForms = serverForms) {
    this.#start = clock.now();
    this.#forms = forms;
  }

  /** One line: `label` and, as JSON, what went by. */
  add(label: string, value?: unknown): void {
    const json = value === undefined ? '' : ` ${JSON.stringify(this.#steady(value))}`;
    this.#lines.push(`${this.#named(label)}${json}`);
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #steady(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.#steadyText(value, key);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#steady(item));
      // in the order of ids, which chance decides
      const byId =
        key === 'participants' || key === 'conversations' || value.some(isReceipt) || value.some(isMember);
      return byId ? items.sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b))) : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
    return Object.fromEntries(entries.map(([name, inner]) => [name, this.#steady(inner, name)]));
  }

  #steadyText(text: string, key: string): string {
    if (forPeople.has(key)) return '…';
    if (timeForm.test(text)) return `start + ${Date.parse(text) - this.#start} ms`;
    for (const [name, form] of Object.entries(this.#forms.secrets)) if (form.test(text)) return `<${name}>`;
    if (/cursor/i.test(key)) return '<cursor>';
    if (key === 'instance' || key === 'requestId') return `<${key}>`;
    return this.#named(text);
  }

  #named(text: string): string {
    return text
      .replace(this.#forms.messageIds, (_, conversation: string, seq: string) => {
        return `msg(${this.#nameOf('cnv', `cnv_${conversation}`)}, ${Number.parseInt(seq, 36)})`;
      })
      .replace(this.#forms.ids, (id, kind: string) => this.#nameOf(kind, id));
  }

  #nameOf(kind: string, id: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.#names.set(id, `${kind}${count}`);
    return `${kind}${count}`;
  }
}

const isMember = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'role' in value && 'joinedAt' in value;
const isReceipt = (item: unknown) =>
  typeof item === 'object' && item !== null && 'deliveredSeq' in item && 'userId' in item;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
