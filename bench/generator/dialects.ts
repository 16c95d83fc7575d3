import type { Dialect } from "./dialect";
export const dialects: Record<string, Dialect> = {};
