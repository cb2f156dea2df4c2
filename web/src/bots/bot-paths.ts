/** Where the bots of the user are, a new one is made, and one of them is. */
export const botsPath = '/settings/bots';
export const newBotPath = `${botsPath}?new`;
export const botPath = (id: string): string => `${botsPath}?bot=${encodeURIComponent(id)}`;
