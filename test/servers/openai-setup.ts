/** The fake AI provider for tests in the Worker's runtime: started once a run, on loopback. */
import type { TestProject } from "vitest/node";
import { startOpenAi } from "./openai.ts";

declare module "vitest" {
  interface ProvidedContext {
    openai: string;
  }
}

export default async function setup(project: TestProject) {
  const server = await startOpenAi();
  project.provide("openai", server.url);
  return () => server.stop();
}
