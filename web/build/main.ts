import { buildWeb, WebBuildError } from './build-web.ts';

/** `npm run build:web`: builds the web client into `web/dist/`. */
try {
  await buildWeb({ say: (line) => console.log(line) });
} catch (error) {
  if (!(error instanceof WebBuildError)) throw error;
  console.error(`The web client could not be built. ${error.message}`);
  process.exitCode = 1;
}
