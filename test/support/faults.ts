/** Breaking the connection to a server that a test talks to (servers/faults.ts). */
import { inject } from "vitest";
import type { Plan } from "./provided.ts";

export interface FaultyPath {
  /** The server's address with the proxy in between. */
  url: string;
  plan(plan: Plan): Promise<void>;
  counts(): Promise<{ requests: number; broken: number }>;
}

export async function faultyPathTo(target: string): Promise<FaultyPath> {
  const desk = inject("faults");
  const opened = await fetch(desk, { method: "POST", body: JSON.stringify({ target }) });
  const { id, url } = (await opened.json()) as { id: number; url: string };
  return {
    url: new URL(new URL(target).pathname, url).href.replace(/\/$/, ""),
    async plan(plan) {
      await fetch(`${desk}/${id}`, { method: "PUT", body: JSON.stringify(plan) });
    },
    async counts() {
      return (await fetch(`${desk}/${id}`)).json();
    },
  };
}
