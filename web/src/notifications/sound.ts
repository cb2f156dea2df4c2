import { report } from '../report.ts';

/** Two short tones, a fourth apart: in hertz, and when they begin and how long they sound, in seconds. */
const tones = [
  { frequency: 659.25, at: 0, lasts: 0.12 },
  { frequency: 880, at: 0.1, lasts: 0.22 },
];
const loudness = 0.08;
/** Of several tabs one plays, and for so long no other, in milliseconds. */
const heldMs = 1_000;

let context: AudioContext | undefined;

/** Lets the user hear that something happened: at most once a second, in one of the tabs. Silent until the page was used once. */
export function playSound(): void {
  const play = async () => {
    context ??= new AudioContext();
    // before the user has done anything in the page, browsers let it make no sound
    if (context.state === 'suspended' && !navigator.userActivation.hasBeenActive) return;
    await context.resume();
    for (const { frequency, at, lasts } of tones) sound(context, frequency, context.currentTime + at, lasts);
    await new Promise((done) => setTimeout(done, heldMs));
  };
  navigator.locks
    .request('chatflow sound', { ifAvailable: true }, (lock) => (lock ? play() : undefined))
    .catch(report);
}

function sound(to: AudioContext, frequency: number, start: number, lasts: number): void {
  const oscillator = new OscillatorNode(to, { frequency });
  const gain = new GainNode(to, { gain: 0 });
  // a tone that begins or ends at once clicks
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness, start + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + lasts);
  oscillator.connect(gain).connect(to.destination);
  oscillator.start(start);
  oscillator.stop(start + lasts);
}
