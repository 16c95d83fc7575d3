/** An axis of a chart: maps a value to 0…1, and has labelled ticks. */
export interface Scale {
  name: string;
  at: (value: number) => number;
  ticks: { value: number; text: string }[];
}

/** A percentile axis on a logarithmic scale: each further nine takes the same width. */
export function nines(values: number[], name: string): Scale {
  const place = (percentile: number) => -Math.log10(1 - percentile / 100);
  const [first, last] = [place(values[0] ?? 50), place(values.at(-1) ?? 99.99)];
  const ticks = values.map((value) => ({ value, text: `p${value}` }));
  return { name, at: (value) => (place(value) - first) / (last - first), ticks };
}

export function logarithmic(values: number[], name: string, text: (value: number) => string): Scale {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const all = steps(Math.floor(Math.log10(lowest)), Math.ceil(Math.log10(highest)));
  const from = all.findLast((value) => value <= lowest) ?? lowest;
  const to = all.find((value) => value >= highest && value > from) ?? highest * 10;
  const within = all.filter((value) => value >= from && value <= to);
  const isLong = within.length > 9;
  const shown = isLong ? within.filter((value) => Number.isInteger(Math.log10(value))) : within;
  const at = (value: number) => Math.log(value / from) / Math.log(to / from);
  return { name, at, ticks: shown.map((value) => ({ value, text: text(value) })) };
}

/** From zero. */
export function linear(highest: number, name: string): Scale {
  const rough = Math.max(highest, 1) / 5;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((times) => times * ten >= rough) ?? 10) * ten;
  const count = Math.ceil(Math.max(highest, 1) / step);
  const ticks = Array.from({ length: count + 1 }, (_, times) => times * step);
  return {
    name,
    at: (value) => value / (count * step),
    ticks: ticks.map((value) => ({ value, text: Number(value.toPrecision(6)).toLocaleString("en-US") })),
  };
}

// 1, 2, 5, 10, 20 … from one power of ten to another.
function steps(from: number, to: number): number[] {
  const powers = Array.from({ length: to - from + 2 }, (_, up) => 10 ** (from + up));
  return powers.flatMap((power) => [1, 2, 5].map((times) => Number((times * power).toPrecision(1))));
}
