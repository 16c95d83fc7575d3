// Two soft notes, made here: no file to load. Browsers let a page sound only after someone has touched it.

// In Hz and s: a fifth, the second note a little later.
const NOTES = [
  { pitch: 587.33, from: 0 },
  { pitch: 880, from: 0.09 },
];
const LENGTH = 0.35;
const LOUD = 0.05;
// Below this, falling silent by an exponential curve ends.
const SILENT = 0.0001;

let context: AudioContext | undefined;

/** To be called while someone touches the page. False where there is no sound. */
export function unlock(): boolean {
  if (typeof AudioContext === "undefined") return false;
  context ??= new AudioContext();
  void context.resume().catch(() => undefined);
  return true;
}

/** Nothing sounds if the page has not been touched yet. */
export async function chime(): Promise<void> {
  const audio = context;
  if (!audio) return;
  // A context that has never been allowed to run does not answer.
  if (audio.state !== "running") await Promise.race([audio.resume(), silence(200)]).catch(() => undefined);
  if (audio.state !== "running") return;
  for (const { pitch, from } of NOTES) note(audio, pitch, audio.currentTime + from);
}

function note(audio: AudioContext, pitch: number, at: number): void {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.type = "sine";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(SILENT, at);
  volume.gain.exponentialRampToValueAtTime(LOUD, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(SILENT, at + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + LENGTH);
}

const silence = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
