/** CPU time of other processes, from Linux' /proc; elsewhere there is none. */
import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second for everyone outside (proc(5), sysconf(_SC_CLK_TCK)). */
const TICK_MILLISECONDS = 10;

/** The processes that this one started and that run. */
export function childrenOf(pid: number): number[] {
  const listed = readOrNull(`/proc/self/task/${pid}/children`);
  return listed ? listed.trim().split(" ").filter(Boolean).map(Number) : [];
}

/** milliseconds, user and system */
export function cpuMilliseconds(pid: number): number {
  // The name, in brackets, may hold anything: what follows the last one is counted.
  const fields = (readOrNull(`/proc/${pid}/stat`) ?? "").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MILLISECONDS;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw thrown;
  }
}
