import type { pushRoutes } from '../push.ts';
import type { RouteExamples } from './example.ts';

export const pushRouteExamples: RouteExamples<typeof pushRoutes> = {
  getPushKey: {
    reply: {
      publicKey: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
      types: ['web'],
    },
  },
  subscribePush: {
    body: {
      type: 'web',
      endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
      keys: {
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
      },
      expirationTime: null,
    },
  },
  unsubscribePush: {},
};
