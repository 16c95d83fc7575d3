import { Canvas, HEIGHT, type CanvasPoint, rectangle, type Rgb, WIDTH } from "./canvas";

const PINK: Rgb = [240, 132, 160];
const STEM: Rgb = [78, 128, 70];
const POTS: [x: number, colour: Rgb][] = [
  [150, [188, 108, 80]],
  [360, [214, 132, 92]],
  [570, [172, 98, 78]],
];
const SILL = 430;

/** Three pots on a window sill; the one in the middle has blossomed. */
export function flower(): Canvas {
  const canvas = new Canvas();
  canvas.background([202, 228, 240], [232, 240, 236], [250, 238, 214]);
  view(canvas);
  canvas.area(rectangle(0, SILL, WIDTH, HEIGHT), [236, 222, 200]);
  canvas.area(rectangle(0, SILL, WIDTH, SILL + 10), [250, 242, 228]);
  for (const [x, colour] of POTS) {
    leaves(canvas, x);
    pot(canvas, x, colour);
  }
  blossom(canvas, [360, 150]);
  return canvas;
}

function view(canvas: Canvas): void {
  canvas.disc([560, 120], 58, [255, 246, 206], 0.9);
  canvas.oval([180, 420], [330, 120], [190, 216, 178]);
  canvas.oval([560, 440], [360, 130], [168, 202, 160]);
  for (const x of [0, 356, 712]) canvas.area(rectangle(x, 0, x + 10, SILL), [252, 250, 244]);
  canvas.area(rectangle(0, 200, WIDTH, 208), [252, 250, 244]);
}

function leaves(canvas: Canvas, x: number): void {
  const tall = x === 360 ? 210 : 110;
  canvas.line(
    [
      [x, 350],
      [x - 4, 350 - tall / 2],
      [x, 350 - tall],
    ],
    STEM,
    7,
  );
  for (const [side, up] of [
    [-1, 30],
    [1, 60],
    [-1, 90],
    [1, 16],
  ] as const) {
    const at: CanvasPoint = [x + side * 34, 350 - up];
    canvas.oval(at, [40, 15], [104, 156, 88], { turn: side * -0.6 });
    canvas.line([[x, 356 - up], at], STEM, 2);
  }
}

function pot(canvas: Canvas, x: number, colour: Rgb): void {
  const dark = colour.map((one) => one * 0.86) as unknown as Rgb;
  canvas.oval([x + 10, 478], [84, 12], [150, 132, 110], { alpha: 0.35 });
  canvas.area(
    [
      [x - 62, 362],
      [x + 62, 362],
      [x + 46, 480],
      [x - 46, 480],
    ],
    colour,
  );
  canvas.area(
    [
      [x + 22, 362],
      [x + 62, 362],
      [x + 46, 480],
      [x + 16, 480],
    ],
    dark,
    0.5,
  );
  canvas.area(rectangle(x - 70, 346, x + 70, 376), dark);
}

function blossom(canvas: Canvas, [x, y]: CanvasPoint): void {
  for (let petal = 0; petal < 8; petal++) {
    const turn = (petal * Math.PI) / 4;
    const at: CanvasPoint = [x + Math.cos(turn) * 44, y + Math.sin(turn) * 44];
    canvas.oval(at, [42, 21], petal % 2 === 0 ? PINK : [250, 164, 186], { turn });
  }
  canvas.disc([x, y], 25, [250, 206, 92]);
  for (let seed = 0; seed < 9; seed++)
    canvas.disc(
      [
        x + Math.cos(seed * 2.4) * 3 * Math.sqrt(seed + 1) * 1.8,
        y + Math.sin(seed * 2.4) * 3 * Math.sqrt(seed + 1) * 1.8,
      ],
      2.4,
      [206, 142, 48],
    );
}
