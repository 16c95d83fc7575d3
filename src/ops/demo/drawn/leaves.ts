import { Canvas, HEIGHT, length, type CanvasPoint, rectangle, type Rgb, type Shape, WIDTH } from "./canvas";

// Two ideas for an icon: a leaf that got too much water.

const INK: Rgb = [46, 62, 52];
const WATER: Rgb = [96, 166, 214];
const AT: CanvasPoint = [360, 270];

export function sadLeaf(): Canvas {
  const canvas = leaf([214, 190, 84], [168, 144, 56]);
  eyes(canvas);
  // The corners of its mouth hang.
  canvas.line(arc([360, 352], 34, [-2.5, -0.64]), INK, 7);
  canvas.oval([424, 300], [11, 17], WATER);
  return canvas;
}

export function snorkelLeaf(): Canvas {
  const canvas = leaf([120, 186, 96], [82, 146, 70]);
  canvas.area(rectangle(0, 300, WIDTH, HEIGHT), WATER, 0.35);
  for (const side of [-1, 1]) {
    canvas.disc([360 + side * 44, 262], 45, [244, 126, 82]);
    canvas.disc([360 + side * 44, 262], 34, [226, 244, 250]);
  }
  canvas.line(
    [
      [340, 262],
      [380, 262],
    ],
    [244, 126, 82],
    14,
  );
  eyes(canvas);
  canvas.line(arc([360, 316], 26, [0.5, 2.64]), INK, 7);
  // The snorkel comes from its mouth, and ends above the water.
  canvas.line(
    [
      [388, 340],
      [452, 346],
      [480, 316],
      [486, 140],
    ],
    [244, 126, 82],
    18,
  );
  canvas.line(
    [
      [486, 150],
      [486, 132],
    ],
    [250, 250, 246],
    18,
  );
  for (const [x, y, radius] of [
    [536, 386, 12],
    [560, 346, 8],
    [530, 326, 6],
  ] as const)
    canvas.ring([x, y], radius, WATER, 3);
  return canvas;
}

function leaf(colour: Rgb, vein: Rgb): Canvas {
  const canvas = new Canvas();
  canvas.background([252, 248, 236], [246, 238, 218]);
  canvas.oval([360, 470], [150, 12], [206, 196, 170]);
  canvas.line(
    [
      [360, 430],
      [352, 470],
    ],
    vein,
    12,
  );
  // What two discs have in common.
  const [left, right] = [AT[0] - 150, AT[0] + 150];
  const shape: Shape = (x, y) => Math.max(length(x - left, y - AT[1]), length(x - right, y - AT[1])) - 260;
  canvas.paint(shape, colour, [240, 40, 480, 500]);
  canvas.line(
    [
      [360, 84],
      [360, 180],
    ],
    vein,
    6,
  );
  for (const y of [130, 400])
    for (const side of [-1, 1])
      canvas.line(
        [
          [360, y + 30],
          [360 + side * 40, y],
        ],
        vein,
        5,
      );
  return canvas;
}

function eyes(canvas: Canvas): void {
  for (const side of [-1, 1]) {
    canvas.disc([360 + side * 44, 262], 13, INK);
    canvas.disc([364 + side * 44, 257], 4, [255, 255, 255]);
  }
}

function arc([x, y]: CanvasPoint, radius: number, [from, to]: CanvasPoint): CanvasPoint[] {
  const steps = Array.from({ length: 13 }, (_, nth) => from + ((to - from) * nth) / 12);
  return steps.map((turn) => [x + Math.cos(turn) * radius, y + Math.sin(turn) * radius]);
}
