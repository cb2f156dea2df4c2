import type { DemoFile } from './demo-files.ts';

/** The demo people, by username. */
export const demoPeople = {
  alice: 'Alice Archer',
  bob: 'Bob Baker',
  carol: 'Carol Carter',
  dave: 'Dave Dyer',
  erin: 'Erin Evans',
} as const;

export type DemoPerson = keyof typeof demoPeople;
export const demoNames = Object.keys(demoPeople) as DemoPerson[];

/** The password of all five. */
export const demoPassword = 'chatflow-demo';

export type DemoLine = readonly [by: DemoPerson, text: string, files?: readonly DemoFile[]];

/** A conversation, and how far each of the others is with it: how many of its messages have arrived and been read. */
export interface DemoConversation {
  lines: readonly DemoLine[];
  receipts: Readonly<Partial<Record<DemoPerson, { delivered: number; read: number }>>>;
}

/** Alice and Bob, directly. Alice has not read the end yet, so that she has something unread. */
export const demoDirect: DemoConversation = {
  lines: [
    ['alice', 'Hi Bob! Did the parcel arrive?'],
    ['bob', 'It did, this morning. Thank you so much!'],
    ['alice', 'Great. Is everything in one piece?'],
    ['bob', 'All fine, even the blue cup.\nYou wrapped it like a pro.', ['Cup.jpg']],
    ['bob', 'Coffee on Thursday, so that we can try it out?'],
    ['bob', 'My treat 🙂'],
  ],
  receipts: {
    alice: { delivered: 6, read: 4 },
    bob: { delivered: 6, read: 6 },
  },
};

export const demoGroupName = 'Weekend trip';

/** All five, each at another place, so that all three marks show. */
export const demoGroup: DemoConversation = {
  lines: [
    ['alice', 'Who is in for the lake this weekend?'],
    ['bob', 'Me! I can drive, four seats are free.'],
    ['carol', 'I am in. I bring the big tent.'],
    ['dave', 'Count me in. When do we leave?'],
    ['alice', 'Saturday at eight, from the station?'],
    ['carol', 'Eight works for me. Look, from last time!', ['Morning.jpg', 'Evening.jpg', 'Night.jpg']],
    ['dave', 'Fine. I bring breakfast for everyone.', ['Breakfast.txt']],
    ['bob', 'Perfect. Erin, are you coming too?'],
  ],
  receipts: {
    alice: { delivered: 8, read: 7 },
    bob: { delivered: 8, read: 8 },
    carol: { delivered: 8, read: 6 },
    dave: { delivered: 7, read: 7 },
    erin: { delivered: 5, read: 3 },
  },
};

/** A public group that others can find: who made it, with whom, and what it says of itself. */
export interface DemoCommunity {
  by: DemoPerson;
  others: DemoPerson[];
  name: string;
  about: string;
  topics: string[];
  language: string;
  joining: 'open' | 'request';
  welcome: string;
  rules?: string;
}

export const demoCommunities: readonly DemoCommunity[] = [
  {
    by: 'dave',
    others: ['carol'],
    name: 'Photo walks',
    about: 'A walk and a theme each Sunday. All cameras are welcome, phones too.',
    topics: ['photography', 'nature'],
    language: 'en',
    joining: 'open',
    welcome: 'Nice that you are here! Say hello, and tell us what you like to photograph.',
  },
  {
    by: 'carol',
    others: ['dave'],
    name: 'Board game nights',
    about: 'Every second Friday, at a different table each time.',
    topics: ['games', 'neighbourhood'],
    language: 'en',
    joining: 'request',
    welcome: 'Welcome! The next date is always in the latest message of an admin.',
    rules: 'Tell us by Thursday if you come.\nBe on time.\nHelp to tidy up.',
  },
  {
    by: 'dave',
    others: ['carol'],
    name: 'Lesekreis am Fluss',
    about: 'Ein Buch im Monat, und danach ein Abend am Wasser.',
    topics: ['books'],
    language: 'de',
    joining: 'open',
    welcome: 'Willkommen! Schreib gern, was du gerade liest.',
  },
];
