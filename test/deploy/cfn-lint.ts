import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Missing, virtualEnvironment } from './python.ts';

const run = promisify(execFile);
const packages = ['cfn-lint==1.58.0'];

/** Checks the templates that `npm run synth` wrote by AWS's own schemas. Returns what is wrong, nothing if all is well. */
async function findings(folder: string): Promise<string> {
  const templates = globSync('dist/cdk/*/*.template.json');
  if (templates.length === 0) return 'There are no templates in dist/cdk: run `npm run synth` first.';
  const programs = await virtualEnvironment(join(folder, 'python'), packages);
  // W3005: the CDK says twice what a resource needs first
  const options = ['--ignore-checks', 'W3005', '--'];
  const { stdout } = await run(join(programs, 'cfn-lint'), [...options, ...templates]).catch(
    (error: unknown) => {
      if (error instanceof Error && 'stdout' in error)
        return { stdout: String(error.stdout) || error.message };
      throw error;
    },
  );
  if (stdout.trim() === '') console.log(`cfn-lint finds nothing in ${templates.length} templates.`);
  return stdout.trim();
}

const folder = await mkdtemp(join(tmpdir(), 'chatflow-cfn-lint-'));
try {
  const found = await findings(folder);
  if (found !== '') {
    console.error(found);
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.log(`cfn-lint is left out: ${error.message}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
