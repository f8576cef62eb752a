import { AppError, type ErrorCode } from "../errors.ts";

/** A parameter by its name in any case; undefined when there is none, or the parameters are no object. */
export function parameter(parameters: unknown, name: string): unknown {
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) return undefined;
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(parameters)) {
    if (key.toLowerCase() === wanted) return value ?? undefined;
  }
  return undefined;
}

/** `true`, `false`, or those words in any case. */
export function flag(parameters: unknown, name: string, fallback: boolean, code: ErrorCode): boolean {
  const value = parameter(parameters, name);
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (word === "true") return true;
  if (word === "false") return false;
  throw new AppError(code, `${name} must be true or false.`);
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number, or text that is one. */
export function number(parameters: unknown, name: string, fallback: number, code: ErrorCode): number {
  const value = parameter(parameters, name);
  if (value === undefined) return fallback;
  const parsed = typeof value === "string" && DECIMAL.test(value.trim()) ? Number(value) : value;
  if (typeof parsed === "number" && Number.isFinite(parsed)) return parsed;
  throw new AppError(code, `${name} must be a number.`);
}
