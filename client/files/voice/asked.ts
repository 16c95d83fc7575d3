import { createSignal } from "solid-js";

/** Where someone wants to speak: a user and a room (`placeOf`). */
export const [voiceIn, setVoiceIn] = createSignal<string>();
