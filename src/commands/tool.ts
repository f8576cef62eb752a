import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { ROOT } from "./project.ts";

/** Runs a development tool of node_modules, its output straight to the person. */
export async function tool(name: string, args: readonly string[], cwd = ROOT): Promise<boolean> {
  const PATH = [join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const child = spawn(name, args, {
    cwd,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH },
    shell: process.platform === "win32", // tools are .cmd files there
  });
  const [code] = await once(child, "exit");
  return code === 0;
}
