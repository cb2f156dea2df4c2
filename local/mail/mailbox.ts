import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock, Mail, Mailer } from '../../shared/platform/ports.ts';
import { wireTime } from '../../shared/platform/time.ts';

const sentMail = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  sentAt: z.string(),
});
export type SentMail = z.infer<typeof sentMail>;

/** The most mails that are kept; the file may hold twice as many before the oldest are taken out. */
const keptMails = 500;

/**
 * Where mails go on one machine: nowhere but into a file of the data folder, a line of JSON each. They are looked at under
 * `/_local/mail`.
 */
export class Mailbox implements Mailer {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #mails: SentMail[];
  #announce: (mail: SentMail) => void = () => undefined;
  /** One write after the other, so that lines do not mix. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, clock: Clock, mails: SentMail[]) {
    this.#file = file;
    this.#clock = clock;
    this.#mails = mails;
  }

  /** Opens the mailbox of a data folder. Rejects with an `Error` if the file holds something else. */
  static async open(folder: string, clock: Clock): Promise<Mailbox> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'mail.jsonl');
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    });
    // a line that a crash cut off is the last one
    const lines = text.split('\n').slice(0, -1);
    const mails = lines.map((line) => sentMail.parse(JSON.parse(line)));
    return new Mailbox(file, clock, mails.slice(-keptMails));
  }

  /** Has each mail announced when it came. */
  onMail(announce: (mail: SentMail) => void): void {
    this.#announce = announce;
  }

  async send({ to, subject, text, html, headers }: Mail): Promise<void> {
    const sentAt = wireTime(this.#clock.now());
    const mail = { to, subject, text, html, ...(headers && { headers: { ...headers } }), sentAt };
    this.#mails.push(mail);
    const line = `${JSON.stringify(mail)}\n`;
    const write = this.#writing.then(() => this.#write(line));
    this.#writing = write.catch(() => undefined);
    await write;
    this.#announce(mail);
  }

  async #write(line: string): Promise<void> {
    if (this.#mails.length <= 2 * keptMails) return appendFile(this.#file, line, { mode: 0o600 });
    this.#mails.splice(0, this.#mails.length - keptMails);
    const lines = this.#mails.map((mail) => `${JSON.stringify(mail)}\n`);
    return writeFile(this.#file, lines.join(''), { mode: 0o600 });
  }

  /** What was sent, the newest first; to one address, if it is given. */
  list(to?: string): SentMail[] {
    const wanted = to?.trim().toLowerCase();
    const found = this.#mails.filter((mail) => wanted === undefined || mail.to.toLowerCase() === wanted);
    return found.toReversed();
  }
}
