// Plays the other machine on the bus: subscribes to a number of rooms and publishes every fact back. Arguments: the address
// of Redis, and how many rooms.
import { type Bridge, connect } from "../../src/bus/redis";

const [url = "", rooms = "0"] = process.argv.slice(2);
let bridge: Bridge | undefined;
const nothing = () => undefined;
bridge = await connect(url, "bench", {
  room: (roomId, facts) => {
    for (const fact of facts) bridge?.publish(roomId, fact);
  },
  all: nothing,
  back: nothing,
  doubt: nothing,
});
await bridge.subscribe(Array.from({ length: Number(rooms) }, (_, n) => `room-${n}`));
console.log("ready");
