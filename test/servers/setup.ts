/** The servers that tests in the Worker's runtime talk to over HTTP: started once a run, on loopback. */
import type { TestProject } from "vitest/node";
import "../support/provided.ts";
import { startFaultDesk } from "./faults.ts";
import { startGithub } from "./github.ts";
import { onDemand } from "./on-demand.ts";
import { startS3 } from "./s3.ts";
import { startSwift } from "./swift.ts";

export default async function setup(project: TestProject) {
  const servers = {
    s3: await startS3(),
    swift: await onDemand(startSwift),
    github: await startGithub(),
    faults: await startFaultDesk(),
  };
  project.provide("s3", servers.s3.url);
  project.provide("swift", servers.swift.url);
  project.provide("github", { api: servers.github.api, raw: servers.github.raw });
  project.provide("faults", servers.faults.url);
  return async () => {
    for (const server of Object.values(servers)) await server.stop();
  };
}
