import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const union = 'shared/messages/log-entry.ts';

/** Nearly all files are the same in each program. */
const parsed = new Map<string, ts.SourceFile>();

/** The files in which the domain does not compile once the file of the union was edited, and what is wrong first. */
function brokenBy(edit: (text: string) => string): Map<string, string> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  const host = ts.createCompilerHost({ ...options, incremental: false });
  const read = host.readFile.bind(host);
  const edited = (path: string, text: string | undefined) =>
    path === join(root, union) && text !== undefined ? edit(text) : text;
  host.readFile = (path) => edited(path, read(path));
  host.getSourceFile = (path, version) => {
    const text = host.readFile(path);
    if (text === undefined) return undefined;
    const known = parsed.get(path);
    if (known?.text === text) return known;
    const source = ts.createSourceFile(path, text, version);
    parsed.set(path, source);
    return source;
  };
  const program = ts.createProgram(
    [join(root, 'shared/app.ts'), join(root, 'shared/after-commit/index.ts')],
    options,
    host,
  );
  const broken = new Map<string, string>();
  for (const { file, messageText } of program.getSemanticDiagnostics()) {
    const path = file?.fileName.slice(root.length + 1) ?? '';
    if (!broken.has(path)) broken.set(path, ts.flattenDiagnosticMessageText(messageText, ' '));
  }
  return broken;
}

function replaceIn(text: string, from: string, to: string): string {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, to);
}

/** Adds polls to the union. */
const withPolls = (text: string) =>
  replaceIn(
    replaceIn(text, '  voidEntry,\n])', '  voidEntry,\n  pollEntry,\n])'),
    'export const logEntry',
    "const pollEntry = z.object({ kind: z.literal('poll'), ...caused, question: z.string() });\nexport const logEntry",
  );

/** Says that clients get them as messages. */
const withTraits = (text: string) =>
  replaceIn(
    text,
    '  void: passed,',
    '  poll: { isMessage: true, isReplayed: true, countsAsUnread: true },\n  void: passed,',
  );

test('given a further kind, the code does not compile before readers know it and its consequences are decided', () => {
  const broken = brokenBy(withPolls);
  expect([...broken.keys()]).toEqual(expect.arrayContaining([union, 'shared/after-commit/consequences.ts']));
  expect(broken.get(union)).toContain("'poll' is missing");
});

test('given a further kind that clients get, the code does not compile before it has a view and an event', () => {
  const broken = brokenBy((text) => withTraits(withPolls(text)));
  expect([...broken.keys()]).not.toContain(union);
  expect([...broken.keys()]).toEqual(
    expect.arrayContaining([
      'shared/messages/content/open-entry.ts',
      'shared/messages/reading/views.ts',
      'shared/messages/sending/push-entry.ts',
      'shared/after-commit/consequences.ts',
    ]),
  );
});
