/** A server that takes seconds to start, started when somebody asks for its address. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

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
  await new Promise<void>((done) => desk.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    async stop() {
      await new Promise((closed) => desk.close(closed));
      await (await started)?.stop();
    },
  };
}
