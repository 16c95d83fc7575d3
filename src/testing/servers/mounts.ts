import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

// For tests: failing disks. Only root on Linux can mount one; elsewhere these tests are reported as skipped.

export const noDisks: string | undefined =
  process.platform === "linux" && process.getuid?.() === 0
    ? undefined
    : "only root of a Linux can mount a disk";
if (noDisks) console.error(`\n!!! TESTS WITH FAILING DISKS ARE SKIPPED: ${noDisks}\n`);

export interface Disk {
  /** A folder on the disk. */
  dir: string;
  remove(): void;
}

/** A small disk in memory, which is soon full. */
export function smallDisk(size: string): Disk & { grow(size: string): void } {
  const at = mkdtempSync(join(tmpdir(), "potato-disk-"));
  run("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", at);
  const grow = (more: string) => run("mount", "-o", `remount,size=${more}`, at);
  return { dir: join(at, "data"), grow, remove: () => unmount(at) };
}

/** A disk that can be made read-only, as Linux does after a disk error. */
export function breakingDisk(): Disk & { breaks(): void; mended(): void } {
  const at = mkdtempSync(join(tmpdir(), "potato-disk-"));
  const image = `${at}.img`;
  writeFileSync(image, "");
  truncateSync(image, 64 * 1024 * 1024);
  run("mkfs.ext4", "-q", "-F", image);
  const mount = () => run("mount", "-o", "loop,errors=remount-ro", image, at);
  mount();
  const device = basename(run("findmnt", "-no", "SOURCE", at));
  return {
    dir: join(at, "data"),
    breaks: () => writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, "1"),
    mended: () => {
      run("umount", at);
      // Exit code 1: errors were corrected.
      run("e2fsck", "-y", image);
      mount();
    },
    remove: () => {
      unmount(at);
      rmSync(image, { force: true });
    },
  };
}

function unmount(at: string): void {
  run("umount", at);
  rmSync(at, { recursive: true, force: true });
}

function run(...command: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command);
  if (exitCode > 1 || (exitCode === 1 && command[0] !== "e2fsck"))
    throw new Error(`${command.join(" ")}: ${stderr.toString()}`);
  return stdout.toString().trim();
}
