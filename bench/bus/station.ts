// Another machine, as far as the bus goes: listens to so many rooms, and says back whatever it hears. Its arguments: the
// address of Redis, and how many rooms.
import { type Bridge, connect } from "../../src/bus/redis";

const [url = "", rooms = "0"] = process.argv.slice(2);
let bridge: Bridge | undefined;
bridge = await connect(url, {
  room: (roomId, facts) => {
    for (const fact of facts) bridge?.tell(roomId, `echo ${fact}`);
  },
  all: () => undefined,
  back: () => undefined,
});
await bridge.listen(Array.from({ length: Number(rooms) }, (_, n) => `room-${n}`));
console.log("ready");
