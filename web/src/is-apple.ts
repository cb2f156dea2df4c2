/** Whether the keys have Apple's names and signs here. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
