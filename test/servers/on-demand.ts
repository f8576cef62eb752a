/** A server that takes seconds to start, started when somebody asks for its address. */
import { createServer } from "node:http";
import { close, listen } from "./loopback.ts";

interface Started {
  url: string;
  stop(): Promise<void>;
}

/** @returns an address that answers with the server's address */
export async function onDemand(start: () => Promise<Started>): Promise<Started> {
  let started: Promise<Started> | null = null;
  const desk = createServer(async (_, outgoing) => {
    try {
      started ??= start();
      outgoing.end((await started).url);
    } catch (error) {
      outgoing.writeHead(500).end(String(error));
    }
  });
  return {
    url: await listen(desk),
    async stop() {
      await close(desk);
      await (await started)?.stop();
    },
  };
}
