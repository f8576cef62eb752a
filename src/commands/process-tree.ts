import { type ChildProcess, execFile } from "node:child_process";
import { promisify } from "node:util";

/** Kills a child with all its descendants: workerd outlives a wrangler that was killed hard. */
export async function endTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    await promisify(execFile)("taskkill", ["/T", "/F", "/PID", String(child.pid)]);
    return;
  }
  for (const pid of [...(await descendants(child.pid)), child.pid]) kill(pid);
}

async function descendants(ancestor: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [ancestor];
  for (const parent of found) {
    for (const [pid, ppid] of pairs) if (pid !== undefined && ppid === parent) found.push(pid);
  }
  return found.slice(1);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH")) throw thrown; // ended by itself
  }
}
