import { Canvas, HEIGHT, rectangle, type Rgb, WIDTH } from "./canvas";

const HOUSES: Rgb = [44, 34, 66];
const LIT: Rgb = [255, 214, 140];

/** A purple sky over the city, an hour before the sun. */
export function dawn(): Canvas {
  const canvas = new Canvas();
  canvas.background([30, 26, 74], [78, 50, 124], [160, 84, 158], [238, 140, 142], [255, 196, 140]);
  for (let star = 1; star < 70; star++) {
    const [x, y] = [spread(star, 12.9898) * WIDTH, spread(star, 78.233) ** 1.6 * 260];
    canvas.disc([x, y], 0.7 + spread(star, 3.7) * 1.1, [255, 246, 230], 0.9 - y / 330);
  }
  canvas.disc([560, 96], 34, [255, 240, 214]);
  canvas.disc([546, 88], 32, [58, 40, 104]);
  for (const [x, y, wide, alpha] of [
    [150, 300, 240, 0.28],
    [470, 338, 300, 0.32],
    [300, 372, 380, 0.3],
    [640, 284, 170, 0.22],
  ] as const)
    canvas.oval([x, y], [wide, 9], [255, 190, 190], { alpha });
  canvas.oval([WIDTH / 2, HEIGHT + 40], [520, 150], [92, 56, 104]);
  city(canvas);
  return canvas;
}

function city(canvas: Canvas): void {
  for (let house = 0, left = -10; left < WIDTH; house++) {
    const wide = 46 + Math.floor(spread(house + 1, 5.1) * 54);
    const top = 400 + Math.floor(spread(house + 1, 9.7) * 80);
    canvas.area(rectangle(left, top, left + wide, HEIGHT), HOUSES);
    windows(canvas, left, left + wide, top);
    left += wide + 3;
  }
}

function windows(canvas: Canvas, left: number, right: number, top: number): void {
  for (let x = left + 9; x + 12 < right; x += 17)
    for (let y = top + 12; y < HEIGHT; y += 22)
      if (spread(x * 7 + y, 4.3) > 0.87) canvas.area(rectangle(x, y, x + 8, y + 11), LIT, 0.9);
}

/** The same every time, but without an order that one sees. */
function spread(nth: number, by: number): number {
  const far = Math.sin(nth * by) * 43_758.545;
  return far - Math.floor(far);
}
