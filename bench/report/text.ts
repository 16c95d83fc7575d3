/** In a cell or a line of Markdown, as it is: nothing of it becomes markup. */
export function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_[\]<>|#~]/g, (sign) => (sign === "<" ? "&lt;" : `\\${sign}`));
}

/** As code in a cell. */
export function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  const fence = line.includes("`") ? "``" : "`";
  return fence === "`" ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
