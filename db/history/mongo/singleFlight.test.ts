import { expect, test } from "bun:test";

import { Shared } from "./singleFlight";

test("what cannot be read is read again for whoever asks next, also where that is seen at once", async () => {
  const shared = new Shared();
  const fail = (): Promise<string> => {
    throw new Error("away");
  };
  const [first, next] = [shared.ask("a", fail), shared.ask("a", fail)];
  expect(await first.catch(({ message }: Error) => message)).toBe("away");
  expect(await next.catch(({ message }: Error) => message)).toBe("away");
  expect(await shared.ask("a", async () => "back")).toBe("back");
});
