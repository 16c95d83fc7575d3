// The names of files, as people see and save them. They never name anything on this server.

// In code points; file systems take 255 bytes.
const MAX = 120;
const LONGEST_EXTENSION = 16;
// Characters that nobody sees, or that turn the letters around: `fdp.exe` would look like `exe.pdf`.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;
// A joiner is part of many emoji, and of Persian and Indian words.
const JOINERS = new Set(["\u200c", "\u200d"]);
// What some file systems do not take.
const UNSAFE = /["*/:<>?\\|]/g;

/** Without folders and unseen characters, short enough to save; `file` where nothing is left. */
export function tidyName(name: string): string {
  const base = name.toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const seen = base
    .normalize("NFC")
    .replaceAll(UNSEEN, (one) => (JOINERS.has(one) ? one : ""))
    .replaceAll(UNSAFE, "_")
    .trim();
  // What begins with a dot is hidden on many systems.
  const shown = seen.replace(/^\.+/, "").trim();
  return shortened(shown) || "file";
}

/** Its extension stays. */
function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= MAX) return name;
  const dot = letters.lastIndexOf(".");
  const extension = dot > 0 && letters.length - dot <= LONGEST_EXTENSION ? letters.slice(dot) : [];
  return [...letters.slice(0, MAX - extension.length), ...extension].join("");
}
