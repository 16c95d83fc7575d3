import { centrifuge } from "./centrifuge/peer";
import { ackingEarly, dropping, durable } from "./durable/peer";
import { elysia } from "./elysia/peer";
import { ours } from "./ours/peer";
import type { Peer } from "./peer";
import { raw } from "./raw/peer";
import { socketio } from "./socketio/peer";
import { spring, springDefault } from "./spring/peer";

/** By name, in the report's order. */
export const peers: Record<string, Peer> = { ours, raw, durable, elysia, socketio, centrifuge, spring };

/** Servers that are broken on purpose or start with bad defaults. They run only if they are named. */
export const broken: Record<string, Peer> = {
  "spring-default": springDefault,
  dropping: dropping(10_000),
  "acking-early": ackingEarly(1000),
};
