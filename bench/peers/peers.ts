import { ackingEarly, dropping, durable } from "./durable/peer";
import { elysia } from "./elysia/peer";
import { ours } from "./ours/peer";
import type { Peer } from "./peer";
import { raw } from "./raw/peer";
import { socketio } from "./socketio/peer";

/** By name, in the report's order. */
export const peers: Record<string, Peer> = { ours, raw, durable, elysia, socketio };

/** Servers that the bench must find fault with. */
export const broken: Record<string, Peer> = {
  dropping: dropping(10_000),
  "acking-early": ackingEarly(1000),
};
