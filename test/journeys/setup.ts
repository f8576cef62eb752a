/** The server that the console's journeys share, as `npm start` starts it, when the first of them asks. */
import type { TestProject } from "vitest/node";
import { Place, Server } from "../node/server.ts";
import { onDemand } from "../servers/on-demand.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Answers with the server's address. */
    consoleDesk: string;
    /** Where the server's secrets stand once it has started: a person looks their password up there. */
    consoleSecrets: string;
  }
}

export default async function setup(project: TestProject) {
  const place = new Place();
  const desk = await onDemand(async () => {
    // The providers of the journeys are on loopback.
    const server = await Server.start(place, "--var", "ALLOW_PRIVATE_NETWORK_ENDPOINTS:true");
    return { url: server.address, stop: () => server.stop() };
  });
  project.provide("consoleDesk", desk.url);
  project.provide("consoleSecrets", place.secretsFile);
  return async () => {
    await desk.stop();
    place.remove();
  };
}
