import { join } from "node:path";

import { devDependencies } from "../../../package.json";
import type { Peer } from "../peer";
import { find } from "../programs";
import { raw } from "../raw/peer";

export const socketio: Peer = {
  name: "socketio",
  title: `Socket.IO ${devDependencies["socket.io"]} on Node, WebSocket only, without its native add-ons`,
  doesNot: [...raw.doesNot, "no limit on the data that is queued for a socket that does not read"],
  needs: ["node"],
  dialect: "socketio",
  command: () => {
    const node = find("node");
    if (!node) throw new Error("There is no Node on the PATH, only Bun under the name node.");
    return [node, join(import.meta.dir, "server.mjs")];
  },
  env: { NODE_ENV: "production" },
};
