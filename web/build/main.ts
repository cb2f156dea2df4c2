import { ensureWeb, WebBuildError } from './build-web.ts';

/** `npm run build:web`: builds the web client into `web/dist/` where it is out of date. */
try {
  const built = await ensureWeb({ say: (line) => console.log(line) });
  if (!built) console.log('The web client in web/dist/ is up to date.');
} catch (error) {
  if (!(error instanceof WebBuildError)) throw error;
  console.error(`The web client could not be built. ${error.message}`);
  process.exitCode = 1;
}
