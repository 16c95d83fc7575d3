import { build, built } from "../build";
import type { Peer } from "../peer";

export const centrifuge: Peer = {
  name: "centrifuge",
  title: "centrifuge 0.40.1 (Go), memory engine",
  doesNot: [
    "stores nothing: a message is acknowledged once it is published",
    "takes whoever comes for who they say they are, in the rooms they name",
    "no check of what is said but that its author is in the room",
    "no limits on how often someone may send",
  ],
  needs: ["go"],
  dialect: "centrifuge",
  build: () => build("centrifuge", ["go", "build", "-trimpath", "-o", "server", "."], "server"),
  command: () => [built("centrifuge")],
};
