import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations, type Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { addStacks, type Built } from '../../../infra/app.ts';
import { readConfig } from '../../../infra/config.ts';
import { catalog as allFunctions } from '../../../functions/catalog.ts';
import type { Catalog } from '../../../functions/definition.ts';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const ownContext = cdkJson.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../cdk.json'), 'utf8')),
).context;

/** What a build leaves, in short: a bundle of each function that is never run, and a web client. */
function emptyBuild(folder: string, catalog: Catalog): Built {
  for (const name of Object.keys(catalog)) {
    mkdirSync(join(folder, 'functions', name), { recursive: true });
    writeFileSync(join(folder, 'functions', name, 'index.mjs'), `// ${name}`);
  }
  mkdirSync(join(folder, 'web'));
  writeFileSync(join(folder, 'web/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'web/.built-from'), 'a hash');
  return { functions: join(folder, 'functions'), web: join(folder, 'web') };
}

/** A stage with everything that files can have: a scan for malware, and CloudFront before them. */
export const mediaSettings = {
  stage: 'prod',
  malware: 'true',
  alarmEmail: 'ops@example.org',
  domain: 'chat.example.org',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b0c',
  mediaPublicKey:
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB\n-----END PUBLIC KEY-----\n',
  mediaKeySecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:chatflow-media-AbCdEf',
};

type Stacks = ReturnType<typeof addStacks>;

export interface Synthesized {
  stacks: Stacks;
  template: (stack: Stack | undefined) => Template;
  /** The names of all files that a deployment uploads. */
  uploads: readonly string[];
}

/**
 * Builds the stacks as `cdk synth -c <key>=<value> …` does and hands them on before they are written. The CDK's own rules
 * take seconds to load, so only who asks for them waits for them.
 */
function build(
  overrides: Record<string, unknown>,
  ownRules: boolean,
  finish: (app: App, stacks: Stacks) => void,
  catalog: Catalog = allFunctions,
): Stacks {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-stacks-'));
  try {
    const context = { ...ownContext, ...overrides };
    const app = new App({
      context,
      outdir: join(folder, 'out'),
      analyticsReporting: false,
      treeMetadata: false,
      builtinCloudFormationValidation: ownRules,
    });
    const stacks = addStacks(app, readConfig(context), emptyBuild(folder, catalog), catalog);
    finish(app, stacks);
    return stacks;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const synthesized = new Map<string, Synthesized>();

/** The stacks with these settings, and their templates. They are built once for all who ask; change nothing in them. */
export function synthesize(overrides: Record<string, unknown>): Synthesized {
  const key = JSON.stringify(Object.entries(overrides).sort());
  const known = synthesized.get(key) ?? synthesizeAnew(overrides);
  synthesized.set(key, known);
  return known;
}

function synthesizeAnew(overrides: Record<string, unknown>): Synthesized {
  const templates = new Map<Stack, Template>();
  const uploads: string[] = [];
  const stacks = build(overrides, false, (app, built) => {
    const files = readdirSync(app.outdir, { recursive: true, encoding: 'utf8' });
    uploads.push(...files.filter((name) => /^asset\.\w+[/\\]/.test(name)));
    for (const stack of Object.values(built)) if (stack) templates.set(stack, Template.fromStack(stack));
  });
  return {
    stacks,
    uploads,
    template(stack) {
      const found = stack && templates.get(stack);
      if (!found) throw new Error('This stage has no such stack.');
      return found;
    },
  };
}

/**
 * What the CDK warns of in the stacks with these settings and functions, changed by `change`. Throws where a rule of cdk-nag, or one
 * of the CDK's own, is broken without a reason.
 */
export function faults(
  overrides: Record<string, unknown>,
  change: (stacks: Stacks) => void = () => undefined,
  catalog?: Catalog,
): string[] {
  const found: string[] = [];
  const finish = (app: App, stacks: Stacks) => {
    change(stacks);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    for (const { messages } of app.synth().stacks)
      found.push(...messages.map(({ id, entry }) => `${id}: ${JSON.stringify(entry.data)}`));
  };
  build(overrides, true, finish, catalog);
  return found;
}
