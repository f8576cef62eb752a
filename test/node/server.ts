import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEnv } from "node:util";

export const ROOT = join(import.meta.dirname, "../..");

/** A folder for one server's database, images and secrets; it outlives the server, so that another can start on it. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), "nekohub-test-"));
  readonly secretsFile = join(this.folder, "dev.vars");

  /** What `npm start` made, or what the test put there. */
  get secrets(): NodeJS.Dict<string> {
    return parseEnv(readFileSync(this.secretsFile, "utf8"));
  }

  /** `npm start -- …` as a person calls it, on any free port. */
  npmStart(...options: string[]): Command {
    const places = [
      "--port",
      "0",
      "--persist-to",
      join(this.folder, "state"),
      "--env-file",
      this.secretsFile,
    ];
    return new Command("npm", ["start", "--", ...places, ...options]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A command in its own process group, with everything it printed. */
export class Command {
  readonly child: ChildProcess;
  printed = "";
  readonly #exit: Promise<number | null>;

  constructor(
    file: string,
    args: string[],
    { cwd = ROOT, env = {} }: { cwd?: string; env?: Record<string, string | undefined> } = {},
  ) {
    this.child = spawn(file, args, {
      cwd,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        this.printed += chunk;
      });
    }
    this.#exit = once(this.child, "close").then(([code]) => code);
  }

  get group(): number {
    if (this.child.pid === undefined) throw new Error("The command was not started.");
    return this.child.pid;
  }

  /** Its exit code, once it has closed. */
  exit(): Promise<number | null> {
    return this.#exit;
  }

  /** @returns the first match, as soon as it is printed */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.printed);
      if (match) return match;
      if (this.child.exitCode !== null)
        throw new Error(`It ended without printing ${pattern}:\n${this.printed}`);
      await sleep(50);
    }
  }

  /** Whether any process of the group still runs. */
  get alive(): boolean {
    try {
      process.kill(-this.group, 0);
      return true;
    } catch {
      return false;
    }
  }

  async ended(): Promise<void> {
    while (this.alive) await sleep(50);
  }

  /** Ctrl-C: the terminal signals the whole group. */
  async interrupt(): Promise<void> {
    if (this.alive) process.kill(-this.group, "SIGINT");
    await this.ended();
  }

  /** The power cut: nothing gets to say goodbye. */
  async kill9(): Promise<void> {
    if (this.alive) process.kill(-this.group, "SIGKILL");
    await this.ended();
  }
}

/** A started server, with the requests of a client that holds its API key. */
export class Server {
  readonly command: Command;
  readonly address: string;
  readonly #key: string;

  constructor(command: Command, address: string, key: string) {
    this.command = command;
    this.address = address;
    this.#key = key;
  }

  static async start(place: Place, ...options: string[]): Promise<Server> {
    const command = place.npmStart(...options);
    const [, address = ""] = await command.prints(/NekoHub answers on (\S+)/);
    return new Server(command, address, place.secrets.API_KEYS ?? "");
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.#key}`);
    return fetch(`${this.address}${path}`, { ...init, headers });
  }

  async sweep(): Promise<void> {
    const response = await fetch(`${this.address}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`);
    if (!response.ok) throw new Error(`The sweep failed: ${await response.text()}\n${this.command.printed}`);
  }

  stop(): Promise<void> {
    return this.command.interrupt();
  }
}

/** The `data` of an answer that is no failure. */
export async function dataOf<T>(response: Response): Promise<T> {
  const { data } = (await response.json()) as { data: T };
  return data;
}
