import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const callFrame = z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() });
const cpuProfile = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame, children: z.array(z.number()).optional() })),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type CallFrame = z.infer<typeof callFrame>;

interface Share {
  name: string;
  /** Of the main thread's time, idle included. */
  percent: number;
  microsecondsEach: number;
}

/** Where the main thread's time went, by the code that ran (self time, also where it waited for the disk). */
export interface Profile {
  file: string;
  /** What `microsecondsEach` is for each of: a message, a socket. */
  unit: string;
  areas: Share[];
  /** The functions with the most self time. */
  functions: (Share & { area: string })[];
}

/**
 * Which area a function belongs to: the first row that fits its name (if given) and its file. Functions that no row fits
 * (built into the engine, helpers of Node such as its crypto) count where their caller does; with `unlessCalledBy` also
 * those of a row, where that is their caller's area.
 */
const areas: readonly { area: string; name?: RegExp; file?: RegExp; unlessCalledBy?: string }[] = [
  { area: 'idle', name: /^\(idle\)$/ },
  { area: 'garbage collection', name: /^\(garbage collector\)$/ },
  { area: 'engine and kernel', name: /^\((program|root)\)$/ },
  // The engine counts `JSON.parse` and `stringify` as time of the function that calls them: these do little else.
  { area: 'JSON', name: /^(parseJson|decodeItem|encodeItem)$/ },
  { area: 'store', file: /\/local\/table\/|\/shared\/platform\/aws\// },
  {
    area: 'request signing',
    file: /\/@smithy\/(signature-v4\/|.*\/checksum\/)|\/httpAuthSchemes\/|\/@aws-crypto\//,
  },
  { area: 'push encryption', file: /\/node_modules\/(web-push|http_ece)\// },
  { area: 'posting to others', file: /\/shared\/platform\/(outbound|pages)\// },
  { area: 'TLS', file: /^node:(_tls_|tls|https|internal\/tls)/ },
  { area: 'HTTP', file: /\/@smithy\/node-http-handler\/|^node:(_http_|http|internal\/http)/ },
  { area: 'AWS SDK', file: /\/@(aws-sdk|smithy)\// },
  {
    area: 'validation',
    file: /\/node_modules\/zod\/|\/functions\/middleware\/validate|\/shared\/protocol\//,
  },
  { area: 'encryption', file: /\/shared\/platform\/envelope|\/local\/keys\// },
  { area: 'tokens', file: /\/node_modules\/jose\// },
  {
    area: 'sockets',
    file: /\/node_modules\/ws\/|^node:(net|internal\/(stream|streams\/.*|stream_base_commons))$/,
    unlessCalledBy: 'HTTP',
  },
  { area: 'gateway', file: /\/local\/gateway\// },
  { area: 'functions', file: /\/functions\/|\/node_modules\/@middy\// },
  { area: 'table port', file: /\/shared\/platform\/item\.ts/ },
  { area: 'domain', file: /\/shared\/|\/node_modules\/lru-cache\// },
  {
    area: 'event loop',
    file: /^node:internal\/(process|timers|async_hooks|per_context)/,
    unlessCalledBy: 'HTTP',
  },
];
const otherArea = 'other';

function areaOf({ functionName, url }: CallFrame, callerArea: string): string {
  const row = areas.find(({ name, file }) => (name?.test(functionName) ?? true) && (file?.test(url) ?? true));
  return row && row.unlessCalledBy !== callerArea ? row.area : callerArea;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const shownFunctions = 25;

/** Reads a `.cpuprofile` of a time in which `count` messages, or other units, were handled. */
export function analyseProfile(file: string, count: number, unit: string): Profile {
  const { nodes, samples, timeDeltas } = cpuProfile.parse(JSON.parse(readFileSync(file, 'utf8')));
  const selfOf = new Map<number, number>();
  // A delta is the time since the sample before, which is what ran in between.
  for (let index = 1; index < samples.length; index++) {
    const id = samples[index - 1] ?? 0;
    selfOf.set(id, (selfOf.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const total = [...selfOf.values()].reduce((sum, time) => sum + time, 0);
  const share = (name: string, time: number): Share => ({
    name,
    percent: (time / total) * 100,
    microsecondsEach: time / count,
  });

  const byId = new Map(nodes.map((node) => [node.id, node]));
  const byArea = new Map<string, number>();
  const byFunction = new Map<string, { area: string; time: number }>();
  // From the root down with a stack of its own: call stacks can be deeper than the engine's.
  const waiting = nodes.slice(0, 1).map((node) => ({ node, callerArea: otherArea }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, callerArea } = next;
    const area = areaOf(node.callFrame, callerArea);
    const time = selfOf.get(node.id) ?? 0;
    byArea.set(area, (byArea.get(area) ?? 0) + time);
    const name = nameOf(node.callFrame);
    const known = byFunction.get(`${area} ${name}`);
    byFunction.set(`${area} ${name}`, { area, time: (known?.time ?? 0) + time });
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child) waiting.push({ node: child, callerArea: area === 'engine and kernel' ? otherArea : area });
    }
  }

  const largest = <T extends Share>(shares: T[]) => shares.sort((a, b) => b.percent - a.percent);
  const functions = [...byFunction].map(([key, { area, time }]) => ({
    ...share(key.slice(area.length + 1), time),
    area,
  }));
  return {
    file,
    unit,
    areas: largest([...byArea].map(([area, time]) => share(area, time))),
    functions: largest(functions).slice(0, shownFunctions),
  };
}

function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url;
  // packages can lie elsewhere, behind a link
  const file = path.replace(/^.*(?=node_modules)/, '');
  return `${name} ${file}:${lineNumber + 1}`;
}
