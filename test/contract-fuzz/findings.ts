import * as z from 'zod';
import { beyondSchema, beyondSchemaCodes } from './exceptions.ts';

const check = z.object({
  name: z.string(),
  status: z.string(),
  failure_info: z
    .object({ failure: z.object({ operation: z.string(), title: z.string(), message: z.string() }) })
    .nullish(),
});
const interaction = z.object({
  request: z.object({
    method: z.string(),
    uri: z.string(),
    body: z.object({ $base64: z.string() }).nullish(),
  }),
  response: z
    .object({ status_code: z.int(), content: z.object({ $base64: z.string() }).nullish() })
    .nullish(),
});
/** A line of the report that matters here; there are others. */
const line = z.union([
  z.object({
    ScenarioFinished: z.object({
      recorder: z.object({
        checks: z.record(z.string(), z.array(check)).default({}),
        interactions: z.record(z.string(), interaction).default({}),
      }),
    }),
  }),
  z.object({ NonFatalError: z.unknown() }),
  z.object({ FatalError: z.unknown() }),
  z.object({ EngineFinished: z.unknown() }),
]);
const refusal = z.object({
  code: z.string(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

export interface Findings {
  /** How many requests were sent. */
  requests: number;
  /** Failures that no exception covers, each with the request that shows it. */
  failures: string[];
  /** How often each exception was met. */
  excepted: Map<string, number>;
}

/** What a report of Schemathesis (NDJSON) says. Throws if it ended early, as nothing then says that all was tried. */
export function findingsOf(report: string): Findings {
  const findings: Findings = { requests: 0, failures: [], excepted: new Map() };
  let finished = false;
  for (const text of report.split('\n').filter(Boolean)) {
    const parsed = line.safeParse(JSON.parse(text));
    if (!parsed.success) {
      if (/^\{"(ScenarioFinished|NonFatalError|FatalError)"/.test(text)) throw parsed.error;
      continue;
    }
    if ('EngineFinished' in parsed.data) finished = true;
    else if ('ScenarioFinished' in parsed.data) addScenario(findings, parsed.data.ScenarioFinished.recorder);
    else findings.failures.push(`Schemathesis could not go on: ${text}`);
  }
  if (!finished) throw new Error('The report ends before Schemathesis had finished.');
  return findings;
}

type Recorder = Extract<z.infer<typeof line>, { ScenarioFinished: unknown }>['ScenarioFinished']['recorder'];

function addScenario(findings: Findings, { checks, interactions }: Recorder): void {
  findings.requests += Object.keys(interactions).length;
  for (const [id, made] of Object.entries(checks)) {
    for (const { name, failure_info: info } of made.filter(({ status }) => status !== 'success')) {
      const exchange = interactions[id];
      const body = textOf(exchange?.response?.content);
      const exception = name === 'positive_data_acceptance' ? exceptionFor(body) : undefined;
      if (exception !== undefined) {
        findings.excepted.set(exception, (findings.excepted.get(exception) ?? 0) + 1);
        continue;
      }
      const { operation = '', title = name, message = '' } = info?.failure ?? {};
      const { method = '', uri = '', body: sent } = exchange?.request ?? {};
      findings.failures.push(
        [
          `${operation}: ${title}. ${message}`,
          `${method} ${uri} ${textOf(sent)}`,
          `${exchange?.response?.status_code ?? ''} ${body}`,
        ].join('\n    '),
      );
    }
  }
}

/** The exception that covers a refused request, `undefined` if the reply complains of anything else. */
function exceptionFor(reply: string): string | undefined {
  const parsed = refusal.safeParse(parseOrUndefined(reply));
  if (!parsed.success) return undefined;
  const { code, errors = [] } = parsed.data;
  if (code in beyondSchemaCodes) return code;
  const messages = errors.map(({ message }) => message);
  return messages.length > 0 && messages.every((message) => message in beyondSchema)
    ? messages.sort().join('; ')
    : undefined;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const textOf = (content: { $base64: string } | null | undefined) =>
  Buffer.from(content?.$base64 ?? '', 'base64').toString('utf8');
