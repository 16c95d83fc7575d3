// Which Chromium the browser tests use: CHROME_PATH, else the system's, else Playwright's own, else the one from npm, which
// needs neither apt nor a separate download.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

import { chromium } from "playwright/test";

type Environment = Record<string, string | undefined>;

export interface Browser {
  executablePath: string;
  args: string[];
  env: Environment;
}

// Throws with the reason if no browser can start on this machine.
export function findBrowser(): Browser {
  const chosen = process.env.CHROME_PATH;
  if (chosen && !existsSync(chosen)) throw new Error(`CHROME_PATH names no file: ${chosen}`);
  const installed = [chosen, ...systemBrowsers(), chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );
  return installed ? { executablePath: installed, args: quietArgs, env: {} } : fromNpm();
}

// No network access and no graphics card while a test runs.
const quietArgs = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--disable-component-update",
  // Without a graphics card Chromium rasters what is near the view in a best-effort job. If that job yields just as it ends,
  // the job for what is in view is never notified, and the page never paints again (seen with 149 and 153 on two cores;
  // cc/raster/categorized_worker_pool.cc, `CategorizedWorkerPoolJob::Run`).
  "--disable-best-effort-tasks",
];

function systemBrowsers(): string[] {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
}

function fromNpm(): Browser {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("no Chromium or Chrome found, and the one from npm is for Linux on x64: set CHROME_PATH");
  }
  const home = unpacked();
  const executablePath = join(home, "chromium");
  const fonts = { FONTCONFIG_FILE: join(home, "fonts.conf") };
  const libraries = hasItsLibraries(executablePath, {}) ? {} : { LD_LIBRARY_PATH: join(home, "lib") };
  if (!hasItsLibraries(executablePath, libraries)) {
    throw new Error(
      "the Chromium from npm misses libraries of this system: set CHROME_PATH or install chromium",
    );
  }
  return {
    executablePath,
    args: [...quietArgs, "--no-sandbox", "--headless=shell"],
    env: { ...fonts, ...libraries },
  };
}

// Unpacked once per version: 210 MB, some three seconds.
function unpacked(): string {
  const packed = fileURLToPath(new URL("..", import.meta.resolve("@sparticuz/chromium")));
  const { version } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as { version: string };
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "potato-chat");
  const home = join(cache, `chromium-${version}`);
  if (existsSync(home)) return home;

  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(`${home}-`);
  const inflate = (name: string) => brotliDecompressSync(readFileSync(join(packed, "bin", name)));
  writeFileSync(join(unfinished, "chromium"), inflate("chromium.br"), { mode: 0o755 });
  untar(inflate("al2023.tar.br"), unfinished);
  untar(inflate("fonts.tar.br"), unfinished);
  writeFileSync(join(unfinished, "fonts.conf"), fontsOfSystemAnd(join(home, "fonts")));
  return moveIntoPlace(unfinished, home);
}

function untar(input: Buffer, folder: string): void {
  const { status } = spawnSync("tar", ["-x", "--no-same-owner", "-C", folder], { input });
  if (status !== 0) throw new Error("the Chromium from npm could not be unpacked: is `tar` installed?");
}

// Without any font every text is 0 px wide, and Playwright treats elements without width as hidden.
function fontsOfSystemAnd(folder: string): string {
  const system = `<include ignore_missing="yes">/etc/fonts/fonts.conf</include>`;
  return `<?xml version="1.0"?><fontconfig>${system}<dir>${folder}</dir><cachedir>${folder}-cache</cachedir></fontconfig>`;
}

// A rename is atomic, so the folder is never incomplete. If two processes unpack at once, the second keeps the first's.
function moveIntoPlace(unfinished: string, home: string): string {
  try {
    renameSync(unfinished, home);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}

// Not every Linux has NSS; the package brings its own copy.
function hasItsLibraries(executable: string, env: Environment): boolean {
  const { stdout } = spawnSync("ldd", [executable], { env: { ...process.env, ...env }, encoding: "utf8" });
  return !stdout.includes("not found");
}
