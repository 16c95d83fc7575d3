import { Canvas, type CanvasPoint, type Rgb } from "./canvas";

const MINT: Rgb = [56, 168, 148];
const BLACK: Rgb = [52, 50, 56];
const STEEL: Rgb = [196, 200, 204];

const REAR: CanvasPoint = [250, 380];
const FRONT: CanvasPoint = [480, 380];
const PEDALS: CanvasPoint = [338, 388];
const SADDLE: CanvasPoint = [306, 268];
const STEERING: CanvasPoint = [446, 258];
const WHEEL = 78;

/** A bicycle by the river. */
export function bicycle(): Canvas {
  const canvas = new Canvas();
  canvas.background([150, 206, 238], [206, 232, 240], [246, 240, 220]);
  for (const [x, y] of [
    [120, 90],
    [190, 104],
    [560, 70],
    [620, 86],
  ] as const)
    canvas.oval([x, y], [70, 20], [255, 255, 255], { alpha: 0.8 });
  canvas.oval([160, 290], [330, 80], [142, 182, 142]);
  canvas.oval([600, 300], [330, 90], [124, 168, 130]);
  canvas.oval([360, 350], [760, 66], [132, 188, 214]);
  for (const [x, y] of [
    [90, 330],
    [420, 318],
    [640, 338],
    [560, 352],
  ] as const)
    canvas.oval([x, y], [60, 2.5], [226, 244, 250], { alpha: 0.8 });
  canvas.oval([360, 640], [1100, 250], [116, 172, 96]);
  canvas.oval([360, 640], [700, 190], [222, 206, 176]);
  canvas.oval([368, 464], [210, 12], [120, 104, 84], { alpha: 0.4 });
  for (const wheel of [REAR, FRONT]) drawWheel(canvas, wheel);
  frame(canvas);
  return canvas;
}

function drawWheel(canvas: Canvas, [x, y]: CanvasPoint): void {
  for (let spoke = 0; spoke < 12; spoke++) {
    const turn = (spoke * Math.PI) / 12;
    const [dx, dy] = [Math.cos(turn) * WHEEL, Math.sin(turn) * WHEEL];
    canvas.line(
      [
        [x - dx, y - dy],
        [x + dx, y + dy],
      ],
      STEEL,
      1.4,
    );
  }
  canvas.ring([x, y], WHEEL, BLACK, 9);
  canvas.ring([x, y], WHEEL - 8, STEEL, 3);
  canvas.disc([x, y], 8, BLACK);
}

function frame(canvas: Canvas): void {
  canvas.line([REAR, SADDLE, STEERING, PEDALS, REAR], MINT, 11);
  canvas.line([SADDLE, PEDALS], MINT, 11);
  canvas.line([FRONT, STEERING, [438, 232]], MINT, 11);
  // Handlebar, basket, saddle and pedals.
  canvas.line(
    [
      [438, 230],
      [466, 218],
      [452, 204],
    ],
    BLACK,
    9,
  );
  canvas.area(
    [
      [474, 226],
      [546, 226],
      [534, 282],
      [486, 282],
    ],
    [214, 168, 104],
  );
  for (const x of [490, 506, 522])
    canvas.line(
      [
        [x, 230],
        [x + 2, 278],
      ],
      [176, 130, 72],
      3,
    );
  canvas.line([SADDLE, [300, 242]], STEEL, 7);
  canvas.oval([300, 236], [40, 11], [122, 78, 52]);
  canvas.disc(PEDALS, 20, STEEL);
  canvas.disc(PEDALS, 12, BLACK);
  canvas.line([PEDALS, [360, 420]], BLACK, 6);
  canvas.line(
    [
      [346, 424],
      [376, 420],
    ],
    BLACK,
    9,
  );
}
