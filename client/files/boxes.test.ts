import { expect, test } from "bun:test";

import type { Attachment } from "../../src/protocol/message";
import { boxOf, inThrees } from "./boxes";
import { kindOf } from "./kinds";

const file = (mediaType: string, more: Partial<Attachment> = {}): Attachment => ({
  id: mediaType,
  name: "a file",
  mediaType,
  size: 1,
  hasThumbnail: false,
  ...more,
});
const picture = (width = 400, height = 300) => file("image/png", { width, height, hasThumbnail: true });
const video = file("video/mp4");
const pdf = file("application/pdf");

test("what can be shown is a tile, what can be heard plays, and everything else is a card", () => {
  expect(kindOf(picture())).toBe("picture");
  expect(kindOf(video)).toBe("video");
  expect(kindOf(file("audio/mpeg"))).toBe("sound");
  // Neither the server nor most browsers can read it.
  expect(kindOf(file("image/heic"))).toBe("card");
  expect(kindOf(file("image/svg+xml", { width: 1, height: 1 }))).toBe("card");
  expect(kindOf(file("text/html"))).toBe("card");
});

test("two to ten tiles fill their rows, three in each or two", () => {
  const rows = (tiles: number) => {
    const threes = inThrees(tiles);
    return [threes / 3, (tiles - threes) / 2];
  };
  const expected: Record<number, [threes: number, twos: number]> = {
    2: [0, 1],
    3: [1, 0],
    4: [0, 2],
    5: [1, 1],
    6: [2, 0],
    7: [1, 2],
    8: [2, 1],
    9: [3, 0],
    10: [2, 2],
  };
  for (const [tiles, want] of Object.entries(expected))
    expect([tiles, rows(Number(tiles))]).toEqual([tiles, want]);
});

test("the box has the size of one tile, and counts rows of several, and bars", () => {
  expect(boxOf([picture(100, 9000)])).toMatchObject({ "--width": 100, "--height": 9000, "--bars": 0 });
  // Its sender did not say.
  expect(boxOf([video])).toMatchObject({ "--width": 640, "--height": 360 });
  expect(boxOf([picture(), video, picture(), picture(), picture(), pdf])).toMatchObject({
    "--bars": 1,
    "--twos": 1,
    "--threes": 1,
  });
  expect(boxOf([pdf, pdf])).toMatchObject({ "--bars": 2, "--twos": 0, "--threes": 0 });
});
