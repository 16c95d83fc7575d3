// A page of text as PDF 1.4, in a font that every reader brings.

// In points, of 72 an inch: A4.
const [WIDE, HIGH] = [595, 842];
const MARGIN = 72;
const LEADING = 22;

/** Letters of Latin-1 only. The first line is a heading. */
export function pdf([heading = "", ...lines]: string[]): Uint8Array {
  const text = [
    "BT",
    `/Bold 24 Tf ${MARGIN} ${HIGH - MARGIN - 24} Td (${escaped(heading)}) Tj`,
    `/Plain 12 Tf 0 ${-2 * LEADING} Td`,
    ...lines.map((line) => `(${escaped(line)}) Tj 0 ${-LEADING} Td`),
    "ET",
  ].join("\n");
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  return written([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDE} ${HIGH}] /Contents 4 0 R /Resources << /Font << /Bold 5 0 R /Plain 6 0 R >> >> >>`,
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    font("Helvetica-Bold"),
    font("Helvetica"),
  ]);
}

const escaped = (text: string) => text.replaceAll(/[()\\]/g, String.raw`\$&`);

/** Objects from 1 on, and behind them where each begins. */
function written(objects: string[]): Uint8Array {
  let file = "%PDF-1.4\n";
  const places = objects.map((object, nth) => {
    const at = file.length;
    file += `${nth + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + end, "latin1");
}
