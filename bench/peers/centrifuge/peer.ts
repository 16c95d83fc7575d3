import { build, built } from "../build";
import type { Peer } from "../peer";

export const centrifuge: Peer = {
  name: "centrifuge",
  title: "centrifuge 0.40.1 (Go), memory engine",
  doesNot: [
    "stores nothing: a message is acknowledged once it is published",
    "trusts the user id and the rooms that a client sends",
    "checks only that the author is in the room",
    "no rate limits",
  ],
  needs: ["go"],
  dialect: "centrifuge",
  build: () => build("centrifuge", ["go", "build", "-trimpath", "-o", "server", "."], "server"),
  command: () => [built("centrifuge")],
};
