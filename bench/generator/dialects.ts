import { dialect as centrifuge } from "../peers/centrifuge/dialect";
import { dialect as socketio } from "../peers/socketio/dialect";
import { dialect as spring } from "../peers/spring/dialect";
import type { Dialect } from "./dialect";
import { ours, trusting } from "./json";

/** By `Peer.dialect`. */
export const dialects: Record<string, Dialect> = { ours, trusting, socketio, centrifuge, spring };
