import { parseArgs } from "node:util";
import { readConfig, table } from "./project.ts";
import { Refusal } from "./refusal.ts";

export interface ServeOptions {
  help: boolean;
  /** Build browser code again at each change. */
  watch: boolean;
  ip: string;
  port: number;
  protocol: string;
  persistTo: string | undefined;
  envFile: string | undefined;
  /** `--var NAME:VALUE`: stronger than the file of secrets. */
  vars: Record<string, string>;
  /** What `wrangler dev` is given: everything but our own flags. */
  passedOn: string[];
}

const OWN_FLAGS = ["--watch", "--help", "-h"];

export function readServeOptions(args: string[]): ServeOptions {
  const { values } = parseArgs({
    args,
    strict: false, // the rest is wrangler's
    options: {
      help: { type: "boolean", short: "h" },
      watch: { type: "boolean" },
      ip: { type: "string" },
      port: { type: "string" },
      "local-protocol": { type: "string" },
      "persist-to": { type: "string" },
      "env-file": { type: "string" },
      var: { type: "string", multiple: true },
    },
  });
  const dev = table(readConfig(), "dev");
  return {
    help: values.help === true,
    watch: values.watch === true,
    ip: string(values.ip) ?? string(dev.ip) ?? "127.0.0.1",
    port: port(values.port ?? dev.port ?? 8787),
    protocol: string(values["local-protocol"]) ?? "http",
    persistTo: string(values["persist-to"]),
    envFile: string(values["env-file"]),
    vars: vars(values.var),
    passedOn: args.filter((arg) => !OWN_FLAGS.includes(arg)),
  };
}

function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** 0 asks the machine for a free one. */
function port(value: unknown): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new Refusal(`The port must be a number from 0 to 65535, not ${JSON.stringify(value)}.`);
}

function vars(given: (string | boolean)[] | string | boolean | undefined): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const pair of Array.isArray(given) ? given : []) {
    const [, name, value] = /^([^:]+):(.*)$/s.exec(String(pair)) ?? [];
    if (name && value !== undefined) pairs[name] = value;
  }
  return pairs;
}

export const HELP = `npm start [-- options]     starts NekoHub on this machine
npm run dev [-- options]   the same, and builds browser code again at each change

  --port 8790             another port than 8787 (0: any free one)
  --ip 0.0.0.0            listen beyond this machine
  --persist-to FOLDER     keep database and images there instead of in .wrangler/state
  --env-file FILE         take the secrets from there instead of from .dev.vars; made when absent
  --var NAME:VALUE        one setting for this run
  --help                  this text

Every other option is handed to \`wrangler dev\`.`;
