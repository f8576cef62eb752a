/** The servers that tests in the Worker's runtime talk to over HTTP: started once a run, on loopback. */
import type { TestProject } from "vitest/node";
import "../support/provided.ts";
import { startFaultDesk } from "./faults.ts";
import { startS3 } from "./s3.ts";

export default async function setup(project: TestProject) {
  const servers = [await startS3(), await startFaultDesk()] as const;
  const [s3, faults] = servers;
  project.provide("s3", s3.url);
  project.provide("faults", faults.url);
  return async () => {
    for (const server of servers) await server.stop();
  };
}
