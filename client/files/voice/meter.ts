import { levelOf } from "./waveform";

/** How loud a microphone is now, from 0 to 1. */
export function createMeter(stream: MediaStream): { level: () => number; stop: () => void } {
  const context = new AudioContext();
  // Safari begins suspended, although a press has asked for this.
  void context.resume();
  const analyser = context.createAnalyser();
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);

  function level(): number {
    analyser.getFloatTimeDomainData(samples);
    return levelOf(samples);
  }

  function stop(): void {
    source.disconnect();
    void context.close();
  }
  return { level, stop };
}
