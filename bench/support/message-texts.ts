const textBytes = 200;
const numberDigits = 8;
const filler = 'Shall we meet at the station at half past six, or is that too early for you? '.repeat(4);

/** The texts of a run: 200 bytes each, all different, with a marker that occurs nowhere else. */
export class MessageTexts {
  readonly marker: string;
  readonly #number: RegExp;

  /** `marker`: ASCII letters and digits. */
  constructor(marker: string) {
    this.marker = marker;
    this.#number = new RegExp(`${marker}-(\\d{${numberDigits}})`);
  }

  of(number: number): string {
    const start = `${this.marker}-${String(number).padStart(numberDigits, '0')} `;
    return start + filler.slice(0, textBytes - start.length);
  }

  /** The number of the message whose text stands in `frame`. Throws an `Error` if there is none. */
  numberIn(frame: string): number {
    const [, digits] = this.#number.exec(frame) ?? [];
    if (digits === undefined) throw new Error(`this is no message of the bench: ${frame}`);
    return Number(digits);
  }
}
