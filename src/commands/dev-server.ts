import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { calm } from "./chatter.ts";
import { endTree } from "./process-tree.ts";
import { Refusal } from "./refusal.ts";
import type { ServeOptions } from "./serve-options.ts";
import { spawnWrangler } from "./wrangler.ts";

/** After this, what did not end by itself is killed. */
const GRACE_MS = 5_000;

export interface DevServer {
  /** Where it answers, as a person opens it: `http://localhost:8787`. */
  address: string;
  /** Settles when it has ended, however that came about. */
  ended: Promise<void>;
}

/** Starts `wrangler dev` and waits until it listens; the signal ends it with everything it started. */
export async function startDevServer(options: ServeOptions, signal: AbortSignal): Promise<DevServer> {
  const child = spawnWrangler(["dev", ...options.passedOn], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  relay(child.stdout, console.log);
  relay(child.stderr, console.error);
  const ended = once(child, "exit").then(() => undefined);
  signal.addEventListener("abort", () => end(child), { once: true });
  const port = await Promise.race([listening(child), ended.then(() => null)]);
  signal.throwIfAborted();
  if (port === null) throw new Refusal("The server did not start; the reason is above.");
  return { address: `${options.protocol}://${reachable(options.ip)}:${port}`, ended };
}

/** wrangler tells its parent once the proxy listens, with the port it really took. */
async function listening(child: ChildProcess): Promise<number> {
  for (;;) {
    const [message] = await once(child, "message");
    const event: unknown = typeof message === "string" ? JSON.parse(message) : message;
    if (
      typeof event === "object" &&
      event &&
      "event" in event &&
      event.event === "DEV_SERVER_READY" &&
      "port" in event
    )
      return Number(event.port);
  }
}

function relay(stream: Readable | null, print: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on("line", calm(print));
}

function end(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => void endTree(child), GRACE_MS);
  child.once("exit", () => clearTimeout(timer));
}

/** An address that listens everywhere, or only on this machine, is reached as localhost. */
function reachable(ip: string): string {
  if (["0.0.0.0", "::", "*", "127.0.0.1", "::1"].includes(ip)) return "localhost";
  return ip.includes(":") ? `[${ip}]` : ip;
}

/** Asked before anything is touched: the server that holds the port may be using the same database. */
export async function refusePortInUse({ ip, port }: ServeOptions): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, ip === "*" ? "::" : ip), "listening");
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
    if (code === "EADDRINUSE")
      throw new Refusal(
        `Port ${port} is in use: stop what runs there, or take another one with \`npm start -- --port ${port + 1}\`.`,
      );
    throw new Refusal(`The server cannot listen on ${ip}, port ${port}: ${String(code ?? thrown)}.`);
  } finally {
    probe.close();
  }
}
