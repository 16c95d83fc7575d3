import { createSignal } from "solid-js";

import type { OfferedFile } from "../sending/choosing/chosen";
import { createMeter } from "./meter";
import { nameOfVoice } from "./names";
import { encoded, type LevelSample, waveformOf } from "./waveform";

export const LONGEST_MS = 5 * 60_000;
// How often the level is measured, in ms.
const TICK_MS = 50;
// Speech needs no more.
const BITS_PER_SECOND = 32_000;

/** `starting`: the browser asks for the microphone. */
export type RecordingState =
  | "starting"
  | "recording"
  | "recorded"
  | "no-microphone"
  | "not-allowed"
  | "failed";

/** One recording: it begins at once, and ends by `finish`, by itself after five minutes, or when the microphone goes. */
export function createRecording() {
  const [state, setState] = createSignal<RecordingState>("starting");
  const [elapsed, setElapsed] = createSignal(0);
  const [levels, setLevels] = createSignal<number[]>([]);
  const samples: LevelSample[] = [];
  const parts: Blob[] = [];
  const begun = new Date();
  let began = 0;
  let isOver = false;
  let recorder: MediaRecorder | undefined;
  let release = (): void => undefined;
  let resolveEnd = (): void => undefined;
  const ended = new Promise<void>((resolve) => (resolveEnd = resolve));
  void start();

  async function start(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      // Given up while the browser asked.
      if (isOver) return stream.getTracks().forEach((track) => track.stop());
      record(stream);
    } catch (error) {
      fail(error);
    }
  }

  function record(stream: MediaStream): void {
    const type = typeHere();
    recorder = new MediaRecorder(stream, {
      ...(type ? { mimeType: type } : {}),
      audioBitsPerSecond: BITS_PER_SECOND,
    });
    const meter = createMeter(stream);
    const timer = setInterval(() => measure(meter.level()), TICK_MS);
    release = () => {
      clearInterval(timer);
      meter.stop();
      for (const track of stream.getTracks()) track.stop();
    };
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      release();
      setState("recorded");
      resolveEnd();
    });
    // The microphone was unplugged.
    for (const track of stream.getTracks()) track.addEventListener("ended", stop);
    recorder.start();
    began = performance.now();
    setState("recording");
  }

  function measure(level: number): void {
    const at = Math.min(LONGEST_MS, performance.now() - began);
    samples.push([at, level]);
    setElapsed(at);
    setLevels((before) => [...before, level].slice(-LEVELS));
    if (at >= LONGEST_MS) stop();
  }

  function stop(): void {
    isOver = true;
    if (recorder?.state === "recording") {
      setElapsed(Math.min(LONGEST_MS, performance.now() - began));
      recorder.stop();
    }
  }

  /** What was recorded; undefined if it has not begun. */
  async function finish(): Promise<OfferedFile | undefined> {
    stop();
    if (!recorder) return undefined;
    await ended;
    const durationMs = Math.round(elapsed());
    // Without what the recorder says of its codec.
    const type = recorder.mimeType.split(";")[0] ?? "";
    const waveform = encoded(waveformOf(samples, durationMs));
    return { name: nameOfVoice(begun, type), blob: new Blob(parts, { type }), durationMs, waveform };
  }

  function fail(error: unknown): void {
    release();
    const name = error instanceof DOMException ? error.name : "";
    setState(
      name === "NotFoundError" ? "no-microphone" : name === "NotAllowedError" ? "not-allowed" : "failed",
    );
  }

  return { state, elapsed, levels, stop, finish };
}

/** As many as are shown. */
export const LEVELS = 32;

/** Whether this browser can record at all. Over plain http it has no microphone. */
export const canRecord = (): boolean => typeof MediaRecorder === "function" && "mediaDevices" in navigator;

// Every browser plays the second, and the first is smaller.
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const typeHere = (): string | undefined => TYPES.find((type) => MediaRecorder.isTypeSupported(type));
