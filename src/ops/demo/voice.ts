// A voice message for the demo: nobody's voice, but a tongue twister by pulses through two filters, as vowels are made.

// In Hz: enough for a voice.
const RATE = 16_000;
const VOLUME = 0.8;
// In Hz. The first two formants of each vowel.
const vowels = { a: [730, 1100], e: [460, 1900], i: [280, 2250], o: [430, 780], u: [310, 870] } as const;
type Vowel = keyof typeof vowels;

// "Red lorry, yellow lorry", faster each time, and then the tongue gives up.
const lorry: Vowel[] = ["e", "o", "i", "e", "o", "o", "i"];
const said: [vowels: Vowel[], ms: number][] = [
  [lorry, 210],
  [lorry, 170],
  [lorry, 140],
  [["e", "o", "u"], 130],
  [["u", "u", "a"], 330],
];
const PAUSE_MS = 190;
// In ms: how long a syllable takes to swell and to fade.
const EDGE_MS = 28;

/** Sound as WAV, with what a message says of it. */
export function voice(): { bytes: Uint8Array; durationMs: number; waveform: string } {
  const parts = said.flatMap(([line, ms], nth) => [
    ...line.map((vowel, place) => syllable(vowel, ms, 118 + ((place * 37 + nth * 11) % 42))),
    new Float32Array(samplesIn(PAUSE_MS)),
  ]);
  const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (samples.set(part, at), at + part.length), 0);
  const most = loudest(samples);
  const loud = samples.map((one) => (one / most) * VOLUME);
  return {
    bytes: wav(loud),
    durationMs: Math.round((loud.length / RATE) * 1000),
    waveform: waveformOf(loud),
  };
}

const samplesIn = (ms: number) => Math.round((ms * RATE) / 1000);

function syllable(vowel: Vowel, ms: number, pitch: number): Float32Array {
  const [low, high] = vowels[vowel].map(resonance) as [Filter, Filter];
  const [count, edge] = [samplesIn(ms), samplesIn(EDGE_MS)];
  return new Float32Array(count).map((_, nth) => {
    // The pitch falls within a syllable; a pulse opens slowly and closes at once.
    const phase = ((nth * pitch * (1 - (0.12 * nth) / count)) / RATE) % 1;
    const pulse = phase < 0.6 ? phase / 0.6 - 0.5 : -0.5;
    const swell = Math.min(1, nth / edge, (count - nth) / edge);
    return (low(pulse) + high(pulse)) * swell;
  });
}

type Filter = (input: number) => number;

/** A filter of two poles: it rings at this frequency. */
function resonance(frequency: number): Filter {
  const width = Math.exp((-Math.PI * 90) / RATE);
  const turn = 2 * width * Math.cos((2 * Math.PI * frequency) / RATE);
  let last = 0;
  let before = 0;
  return (input) => {
    const now = input + turn * last - width * width * before;
    before = last;
    return (last = now);
  };
}

const loudest = (samples: Float32Array): number =>
  samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

function wav(samples: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  // Plain samples, one channel.
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((one, nth) => bytes.writeInt16LE(Math.round(one * 32_767), 44 + nth * 2));
  return bytes;
}

// As many as a message may have.
const BARS = 64;

/** The loudest moment of each part, as a byte. */
function waveformOf(samples: Float32Array): string {
  const wide = samples.length / BARS;
  const bars = Array.from({ length: BARS }, (_, nth) => {
    const part = samples.subarray(Math.floor(nth * wide), Math.floor((nth + 1) * wide));
    return Math.round(loudest(part) * 255);
  });
  return Buffer.from(bars).toString("base64url");
}
