import type { App } from '../../shared/app.ts';
import { applyScan, mediaOfObject } from '../../shared/media/index.ts';
import type { ScanFunction } from '../events.ts';
import { defineLambda } from '../lambda.ts';

/**
 * Takes down what GuardDuty found in an object of a file. That there is nothing counts for the original alone, which the smaller
 * pictures say nothing of. A file that it cannot look into (an archive with a password, or a file that is too large) is let
 * through: it has looked, and nothing was found. A scan that failed leaves the file waiting, and an operator sees it.
 */
export function scannedFunction(app: App): ScanFunction {
  return async ({ detail }) => {
    const { objectKey } = detail.s3ObjectDetails;
    const scanned = mediaOfObject(objectKey);
    if (!scanned) return;
    const { scanResultStatus } = detail.scanResultDetails;
    switch (scanResultStatus) {
      case 'NO_THREATS_FOUND':
      case 'UNSUPPORTED':
        if (scanned.part === 'original') await applyScan(app, scanned.id, 'clean');
        return;
      case 'THREATS_FOUND':
        app.log.warn({ mediaId: scanned.id }, 'malware was found in a file');
        await applyScan(app, scanned.id, 'found');
        return;
      default:
        app.log.error({ mediaId: scanned.id, scanResultStatus }, 'a file could not be searched for malware');
    }
  };
}

export const lambda = defineLambda('scan', scannedFunction);
