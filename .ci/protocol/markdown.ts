export function table(columns: string[], rows: string[][]): string {
  const rule = columns.map(() => "---");
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export const code = (text: string): string => `\`${text}\``;
/** Several lines in one cell. */
export const lines = (all: string[]): string => all.join("<br>");
