import { deflateSync } from "node:zlib";

import { chunk } from "../../../pictures/crop";

// A canvas for the demo's pictures, so that it shows pictures without anyone's rights, or bytes, in the repository.

export type Rgb = readonly [red: number, green: number, blue: number];
export type CanvasPoint = readonly [x: number, y: number];
/** How far a point is from a shape; negative inside. */
export type Shape = (x: number, y: number) => number;

export const WIDTH = 720;
export const HEIGHT = 540;
// In pixels: enough for a chat.
const [ACROSS, DOWN] = [480, 360];
const SCALE = ACROSS / WIDTH;
const CHANNELS = 3;

export class Canvas {
  private readonly pixels = new Uint8ClampedArray(ACROSS * DOWN * CHANNELS);

  /** Paints all of it, from the top to the bottom, by colours at even distances. */
  background(...colours: Rgb[]): void {
    const wide = ACROSS * CHANNELS;
    for (let y = 0; y < DOWN; y++) {
      const at = (y / DOWN) * (colours.length - 1);
      const [from, to] = [colours[Math.floor(at)]!, colours[Math.ceil(at)]!];
      const part = at - Math.floor(at);
      const colour = from.map((one, nth) => one + (to[nth]! - one) * part);
      this.pixels.set(colour, y * wide);
      // Doubled until the row is full.
      for (let done = CHANNELS; done < wide; done *= 2)
        this.pixels.copyWithin(y * wide + done, y * wide, y * wide + Math.min(done, wide - done));
    }
  }

  /** Paints a shape. Where its edge crosses a pixel, that is painted in part. `box`: all of it lies within. */
  paint(shape: Shape, colour: Rgb, [left, top, right, bottom]: Box, alpha = 1): void {
    const { pixels } = this;
    const [red, green, blue] = colour;
    const [from, to] = [Math.max(0, Math.floor(left * SCALE)), Math.min(ACROSS, right * SCALE)];
    for (let y = Math.max(0, Math.floor(top * SCALE)); y < Math.min(DOWN, bottom * SCALE); y++) {
      for (let x = from; x < to; x++) {
        const inside = 0.5 - shape((x + 0.5) / SCALE, (y + 0.5) / SCALE) * SCALE;
        if (inside <= 0) continue;
        const cover = inside < 1 ? inside * alpha : alpha;
        const at = (y * ACROSS + x) * CHANNELS;
        pixels[at] = pixels[at]! + (red - pixels[at]!) * cover;
        pixels[at + 1] = pixels[at + 1]! + (green - pixels[at + 1]!) * cover;
        pixels[at + 2] = pixels[at + 2]! + (blue - pixels[at + 2]!) * cover;
      }
    }
  }

  oval([x, y]: CanvasPoint, [wide, high]: CanvasPoint, colour: Rgb, { alpha = 1, turn = 0 } = {}): void {
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const [across, down] = [length(wide * cos, high * sin) + 1, length(wide * sin, high * cos) + 1];
    const box: Box = [x - across, y - down, x + across, y + down];
    this.paint(oval([x, y], [wide, high], turn), colour, box, alpha);
  }

  disc(at: CanvasPoint, radius: number, colour: Rgb, alpha = 1): void {
    this.oval(at, [radius, radius], colour, { alpha });
  }

  ring([x, y]: CanvasPoint, radius: number, colour: Rgb, width: number): void {
    const reach = radius + width;
    const shape: Shape = (px, py) => Math.abs(length(px - x, py - y) - radius) - width / 2;
    this.paint(shape, colour, [x - reach, y - reach, x + reach, y + reach]);
  }

  /** Through all these points, with round ends. */
  line(points: CanvasPoint[], colour: Rgb, width: number): void {
    points.slice(1).forEach(([x, y], nth) => {
      const [fromX, fromY] = points[nth]!;
      const [left, right] = [Math.min(x, fromX) - width, Math.max(x, fromX) + width];
      const [top, bottom] = [Math.min(y, fromY) - width, Math.max(y, fromY) + width];
      this.paint(stroke([fromX, fromY], [x, y], width), colour, [left, top, right, bottom]);
    });
  }

  /** Between corners, given clockwise, without dents. */
  area(corners: CanvasPoint[], colour: Rgb, alpha = 1): void {
    const [across, down] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    const box: Box = [
      Math.min(...across) - 1,
      Math.min(...down) - 1,
      Math.max(...across) + 1,
      Math.max(...down) + 1,
    ];
    this.paint(area(corners), colour, box, alpha);
  }

  /** As a file that every decoder reads. */
  png(): Buffer {
    const wide = ACROSS * CHANNELS + 1;
    const rows = Buffer.alloc(wide * DOWN);
    for (let y = 0; y < DOWN; y++)
      rows.set(this.pixels.subarray(y * (wide - 1), (y + 1) * (wide - 1)), y * wide + 1);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(ACROSS, 0);
    header.writeUInt32BE(DOWN, 4);
    // Eight bits a channel, in colour.
    header.set([8, 2], 8);
    return Buffer.concat([
      Buffer.from("89504e470d0a1a0a", "hex"),
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(rows, { level: 1 })),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  }
}

/** Math.hypot takes ten times as long. */
export const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);

/** Its corners. */
export const rectangle = (left: number, top: number, right: number, bottom: number): CanvasPoint[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Near enough, in a few steps: https://iquilezles.org/articles/ellipsedist */
function oval([cx, cy]: CanvasPoint, [wide, high]: CanvasPoint, turn: number): Shape {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (px, py) => {
    const [x, y] = [(px - cx) * cos + (py - cy) * sin, (py - cy) * cos - (px - cx) * sin];
    const near = length(x / wide, y / high);
    return (near * (near - 1)) / (length(x / wide ** 2, y / high ** 2) || 1);
  };
}

function stroke([ax, ay]: CanvasPoint, [bx, by]: CanvasPoint, width: number): Shape {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy || 1;
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
    return length(x - ax - dx * along, y - ay - dy * along) - width / 2;
  };
}

function area(corners: CanvasPoint[]): Shape {
  const edges = corners.map(([x, y], nth) => {
    const [nextX, nextY] = corners[(nth + 1) % corners.length]!;
    const [dx, dy] = [nextX - x, nextY - y];
    const far = length(dx, dy);
    return { x, y, acrossX: dy / far, acrossY: -dx / far };
  });
  return (px, py) => {
    let farthest = -Infinity;
    for (const { x, y, acrossX, acrossY } of edges)
      farthest = Math.max(farthest, (px - x) * acrossX + (py - y) * acrossY);
    return farthest;
  };
}
