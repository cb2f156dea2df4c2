import * as z from 'zod';
import { addressExpiry } from '../../shared/platform/address-expiry.ts';
import type { Clock, UploadForm } from '../../shared/platform/ports.ts';
import type { AddressSigner } from './address-signer.ts';

/** Where the gateway answers for objects. */
export const objectsPath = '/_media';

/** The field of a form that fixes the checksum, as S3 names it. */
export const checksumField = 'x-amz-checksum-sha256';

const policySchema = z.object({
  key: z.string(),
  contentType: z.string(),
  size: z.int().positive(),
  /** In base64. */
  sha256: z.string().optional(),
  /** Epoch milliseconds. */
  expires: z.number(),
});
/** What a form lets in. */
export type UploadPolicy = z.infer<typeof policySchema>;

const partSchema = z.object({
  uploadId: z.string(),
  partNumber: z.coerce.number().int().positive(),
  size: z.coerce.number().int().positive(),
});
const downloadSchema = z.object({ name: z.string(), type: z.string(), inline: z.stringbool() });

/** One part of an upload, exactly of this size. */
export type PartAddress = z.infer<typeof partSchema> & { key: string };
/** A download: what the object is shown or saved as. */
export type DownloadAddress = z.infer<typeof downloadSchema> & { key: string; expires: number };

/** Why an address or a form allows nothing. */
export type Refusal = 'altered' | 'expired';

/** Makes addresses of this gateway that allow one thing for a while, and reads them. */
export class Addresses {
  readonly #signer: AddressSigner;
  readonly #clock: Clock;
  readonly #origin: () => string;

  /** `origin`: where the client at hand reaches the gateway. */
  constructor(deps: { signer: AddressSigner; clock: Clock; origin: () => string }) {
    this.#signer = deps.signer;
    this.#clock = deps.clock;
    this.#origin = deps.origin;
  }

  form({ seconds, ...upload }: Omit<UploadPolicy, 'expires'> & { seconds: number }): UploadForm {
    const expires = this.#clock.now() + seconds * 1000;
    const policy = Buffer.from(JSON.stringify({ ...upload, expires })).toString('base64url');
    return {
      url: `${this.#origin()}${objectsPath}`,
      fields: {
        key: upload.key,
        'Content-Type': upload.contentType,
        ...(upload.sha256 !== undefined && { [checksumField]: upload.sha256 }),
        policy,
        signature: this.#signer.sign(`POST ${policy}`),
      },
    };
  }

  part(part: { key: string; uploadId: string; number: number; size: number; seconds: number }): string {
    const expires = this.#clock.now() + part.seconds * 1000;
    const { uploadId, number, size } = part;
    return this.#signed('PUT', part.key, { uploadId, partNumber: number, size, expires });
  }

  download(download: {
    key: string;
    fileName: string;
    contentType: string;
    inline: boolean;
    seconds: number;
  }): string {
    const { fileName: name, contentType: type, inline, seconds } = download;
    const expires = addressExpiry(this.#clock.now(), seconds);
    return this.#signed('GET', download.key, { name: name.toWellFormed(), type, inline, expires });
  }

  #signed(method: string, key: string, query: Record<string, string | number | boolean>): string {
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    );
    const target = `${objectsPath}/${key}?${parameters.toString()}`;
    return `${this.#origin()}${target}&signature=${this.#signer.sign(`${method} ${target}`)}`;
  }

  /** What the fields of a form allow: each must be as it was signed. */
  readForm(fields: ReadonlyMap<string, string>): UploadPolicy | Refusal {
    const policy = fields.get('policy') ?? '';
    if (!this.#signer.verify(`POST ${policy}`, fields.get('signature') ?? '')) return 'altered';
    const allowed = policySchema.parse(JSON.parse(Buffer.from(policy, 'base64url').toString()));
    const asSigned =
      fields.get('key') === allowed.key &&
      fields.get('content-type') === allowed.contentType &&
      fields.get(checksumField) === allowed.sha256;
    if (!asSigned) return 'altered';
    return allowed.expires > this.#clock.now() ? allowed : 'expired';
  }

  readPart(target: string): PartAddress | Refusal {
    const read = this.#read('PUT', target);
    return typeof read === 'string' ? read : { key: read.key, ...partSchema.parse(read.query) };
  }

  readDownload(target: string): DownloadAddress | Refusal {
    const read = this.#read('GET', target);
    if (typeof read === 'string') return read;
    return { key: read.key, expires: read.expires, ...downloadSchema.parse(read.query) };
  }

  /** The target is taken as it was sent: nothing in it may be written in another way. */
  #read(
    method: string,
    target: string,
  ): { key: string; expires: number; query: Record<string, string> } | Refusal {
    const [signed = '', signature = '', ...more] = target.split('&signature=');
    if (more.length > 0 || !this.#signer.verify(`${method} ${signed}`, signature)) return 'altered';
    const [path = '', query = ''] = signed.split('?');
    const parameters = Object.fromEntries(new URLSearchParams(query));
    const expires = Number(parameters['expires']);
    if (!(expires > this.#clock.now())) return 'expired';
    return { key: path.slice(objectsPath.length + 1), expires, query: parameters };
  }
}
