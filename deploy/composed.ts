import { fileURLToPath } from "node:url";

import { built } from "../e2e/machines/programs/built";

// For tests: parses compose.yml with the library that Docker Compose itself uses.

export const compose = (): Promise<string> => built("compose");

/** The variables of .env that have no default. */
export const SECRETS = {
  JWT_SECRET: "x".repeat(32),
  REDIS_PASSWORD: "r3dis",
  MONGO_PASSWORD: "m0ngo",
  MONGO_ROOT_PASSWORD: "m0ngo-r00t",
  CONSUL_TOKEN: "00000000-0000-4000-8000-000000000000",
  S3_SECRET: "s3cret",
  GRAFANA_PASSWORD: "gr4fana",
};

export type Service = {
  image?: string;
  build?: { target: string; dockerfile: string; context: string };
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string | number>;
  profiles: string[];
  ports?: { published: string; target: number; host_ip?: string }[];
  networks: Record<string, { aliases?: string[]; ipv4_address?: string } | null>;
  volumes?: { type: string; source: string; target: string; read_only?: boolean }[];
  stop_grace_period?: string;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  read_only?: boolean;
  privileged?: boolean;
  network_mode?: string;
  pid?: string;
  user?: string;
};
export type Composed = {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean; ipam?: { config?: Record<string, string>[] } }>;
};

/** The parsed project with all profiles, or the parser's error. */
export async function composed(
  file = fileURLToPath(new URL("compose.yml", import.meta.url)),
  env: Record<string, string> = SECRETS,
): Promise<{ exitCode: number; fault: string; project: Composed }> {
  const { PATH } = process.env;
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { exitCode, stdout, stderr } = Bun.spawnSync([await compose(), file], { cwd, env: { PATH, ...env } });
  const project =
    exitCode === 0 ? (JSON.parse(stdout.toString()) as Composed) : { services: {}, networks: {} };
  return { exitCode, fault: stderr.toString(), project };
}
