import { randomBytes, randomInt } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { parseEnv } from "node:util";
import { ROOT } from "./project.ts";
import { Refusal } from "./refusal.ts";

/** The Worker refuses a shorter JWT_SECRET. */
const SHORTEST_SECRET = 32;

export interface DevVars {
  /** As a person would name the file, from the project's folder. */
  path: string;
  made: boolean;
  values: Record<string, string>;
}

/** Reads the secrets of the local server; makes the file with random ones when there is none, and never touches one that exists. */
export function prepareDevVars(file = ".dev.vars"): DevVars {
  const path = isAbsolute(file) ? file : join(ROOT, file);
  const name = relative(ROOT, path).startsWith("..") ? path : relative(ROOT, path);
  const made = makeUnlessThere(path, name);
  return { path: name, made, values: read(path, name) };
}

function makeUnlessThere(path: string, name: string): boolean {
  try {
    // `wx` creates or fails in one step, so that not even a second start in the same moment overwrites it.
    writeFileSync(path, freshDevVars(), { mode: 0o600, flag: "wx" });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST") return false;
    throw new Refusal(
      `${name} could not be written (${codeOf(thrown)}): the server's secrets must stand there.`,
    );
  }
}

function read(path: string, name: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    throw new Refusal(`${name} could not be read (${codeOf(thrown)}): it must be a file that you may read.`);
  }
  const line = firstBrokenLine(text);
  if (line)
    throw new Refusal(
      `${name}, line ${line}, is not NAME=value: mend it, or move the file away and start again.`,
    );
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(parseEnv(text))) if (value !== undefined) values[key] = value;
  return values;
}

/** A quoted value may run over several lines; what is left when all assignments and comments are gone is broken. */
function firstBrokenLine(text: string): number | null {
  const assignment =
    /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(?:'[^']*'|"(?:\\"|[^"])*"|`[^`]*`|[^#\r\n'"`][^\r\n]*)?[ \t]*(?:#.*)?$/gm;
  const rest = text.replace(assignment, (match) => match.replace(/[^\n]/g, "")).split("\n");
  const index = rest.findIndex((line) => !/^\s*(#|$)/.test(line));
  return index < 0 ? null : index + 1;
}

/** Says what is missing before the server starts, rather than at the first request. */
export function checkSecrets(values: Record<string, string>, name: string): void {
  if ((values.JWT_SECRET ?? "").length >= SHORTEST_SECRET) return;
  throw new Refusal(
    `${name} needs a JWT_SECRET of at least ${SHORTEST_SECRET} characters: add one, or move the file away and start again for a new one.`,
  );
}

function freshDevVars(): string {
  return `# Made by \`npm start\`: the secrets of this local server. Keep the file to yourself; .dev.vars.example explains them.
JWT_SECRET="${randomSecret()}"
ENCRYPTION_KEY="${randomSecret()}"
BOOTSTRAP_ADMIN_USERNAME="admin"
BOOTSTRAP_ADMIN_PASSWORD="${randomPassword()}"
API_KEYS="nk_${randomSecret()}"
`;
}

/** 48 random bytes as 64 characters without dots, so that a key is never taken for a JWT. */
export function randomSecret(): string {
  return randomBytes(48).toString("base64url");
}

/** Five groups of four (100 bits), without the characters that are misread when typed. */
export function randomPassword(): string {
  const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return Array.from({ length: 5 }, group).join("-");
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
}
