import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { awsTarget, type AwsCli } from '../../../../local/moving/aws-target.ts';
import { temporaryFolder } from '../../../support/backend/runtime.ts';

const request = { complete: { import: 'a'.repeat(64), file: { owner: 'ann', sha256: 'b'.repeat(64) } } };

/** The AWS CLI as far as it is used: notes what the function gets, and gives this answer. */
function cli(answer: object, printed: object) {
  const asked: { name: string | undefined; payload: unknown; path: string }[] = [];
  const aws: AwsCli = async (parameters) => {
    const payload = parameters.find((one) => one.startsWith('fileb://'))?.slice('fileb://'.length) ?? '';
    const name = parameters[parameters.indexOf('--function-name') + 1];
    asked.push({ name, payload: JSON.parse(await readFile(payload, 'utf8')) as unknown, path: payload });
    await writeFile(parameters.at(-1) ?? '', JSON.stringify(answer));
    return JSON.stringify(printed);
  };
  return { asked, aws };
}

it('given a step, hands it to the function, gives its answer, and leaves nothing on the disk', async () => {
  const { asked, aws } = cli({ mediaId: 'med_1' }, { StatusCode: 200 });
  expect(await awsTarget('chat-import', { aws }).step(request)).toEqual({ mediaId: 'med_1' });
  expect(asked).toMatchObject([{ name: 'chat-import', payload: request }]);
  await expect(stat(asked[0]?.path ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
});

it('given a function that fails, rejects with what it says', async () => {
  const { aws } = cli(
    { errorMessage: 'There is no user x.' },
    { StatusCode: 200, FunctionError: 'Unhandled' },
  );
  await expect(awsTarget('chat-import', { aws }).step(request)).rejects.toThrow(
    'The function says: There is no user x.',
  );
});

it('given a form, posts the file as its last field, and rejects where the store refuses it', async () => {
  const path = join(await temporaryFolder(), 'a.txt');
  await writeFile(path, 'seeds');
  const posted: [string, FormDataEntryValue][][] = [];
  let status = 204;
  const fetch = (_: unknown, init?: RequestInit) => {
    if (init?.body instanceof FormData) posted.push([...init.body]);
    return Promise.resolve(new Response(null, { status }));
  };
  const target = awsTarget('chat-import', { fetch });
  const form = { url: 'https://bucket.example', fields: { key: 'uploads/med_1', policy: 'p' } };
  await target.upload(form, path, 'text/plain');
  const [fields = []] = posted;
  expect(fields.map(([name]) => name)).toEqual(['key', 'policy', 'file']);
  const file = fields.at(-1)?.[1];
  expect(file instanceof Blob ? [file.type, await file.text()] : undefined).toEqual(['text/plain', 'seeds']);
  status = 403;
  await expect(target.upload(form, path, 'text/plain')).rejects.toThrow('status 403');
});
