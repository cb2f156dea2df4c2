import type { secondFactorRoutes } from '../second-factor.ts';
import type { RouteExamples } from './example.ts';
import { createdAt } from './values.ts';

const proof = { password: 'correct horse', code: '492039' };
const recoveryCodes = ['7kqt2-m4xwp', 'c9hzd-3vbns'];

export const secondFactorRouteExamples: RouteExamples<typeof secondFactorRoutes> = {
  enrolSecondFactor: {
    body: { username: 'ada', password: 'correct horse' },
    reply: {
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/ChatFlow:ada?issuer=ChatFlow&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
    },
  },
  getSecondFactor: { reply: { on: true, since: createdAt, recoveryCodesLeft: 9 } },
  setUpSecondFactor: {
    body: { password: 'correct horse' },
    reply: {
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/ChatFlow:ada?issuer=ChatFlow&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
    },
  },
  turnOnSecondFactor: { body: { code: '492039' }, reply: { recoveryCodes } },
  renewRecoveryCodes: { body: proof, reply: { recoveryCodes } },
  turnOffSecondFactor: { body: proof },
};
