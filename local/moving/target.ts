import type { ImportRequest, UploadTo } from '../../shared/app.ts';

/** Where an import goes: the data of this machine, or a deployment in AWS. */
export interface ImportTarget {
  /** Does one step. Resolves with what the backend answers (`importAnswers`), and rejects with what it says. */
  step(request: ImportRequest): Promise<unknown>;
  /** Puts a file where its form says. */
  upload(form: UploadTo, path: string, contentType: string): Promise<void>;
}
