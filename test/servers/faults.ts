/**
 * A desk that opens proxies on request, each before one server, each broken in its own way:
 * `POST /` `{target}` opens one and answers `{id, url}`; `PUT /<id>` sets its {@link Plan}; `GET /<id>` tells how
 * many requests came and how many were broken.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Plan } from "../support/provided.ts";
import { close, listen } from "./loopback.ts";

interface Proxy {
  server: Server;
  url: string;
  plan: Plan;
  requests: number;
  broken: number;
}

export async function startFaultDesk() {
  const proxies: Proxy[] = [];
  const desk = createServer(async (incoming, outgoing) => {
    const given = await bodyOf(incoming);
    const id = Number(incoming.url?.slice(1));
    if (incoming.method === "POST") {
      const proxy = await openProxy(new URL(JSON.parse(given.toString()).target));
      proxies.push(proxy);
      return reply(outgoing, { id: proxies.length - 1, url: proxy.url });
    }
    const proxy = proxies[id];
    if (proxy === undefined) return outgoing.writeHead(404).end();
    if (incoming.method === "PUT") {
      Object.assign(proxy, { plan: JSON.parse(given.toString()), requests: 0, broken: 0 });
    }
    reply(outgoing, { requests: proxy.requests, broken: proxy.broken });
  });
  return {
    url: await listen(desk),
    async stop() {
      for (const { server } of [{ server: desk }, ...proxies]) await close(server);
    },
  };
}

async function openProxy(target: URL): Promise<Proxy> {
  const server = createServer((incoming, outgoing) => pass(proxy, target, incoming, outgoing));
  const proxy: Proxy = {
    server,
    url: await listen(server),
    plan: { every: 0, kind: "cut" },
    requests: 0,
    broken: 0,
  };
  return proxy;
}

async function pass(proxy: Proxy, target: URL, incoming: IncomingMessage, outgoing: ServerResponse) {
  const { plan } = proxy;
  const concerned =
    (plan.method === undefined || plan.method === incoming.method) &&
    (plan.path === undefined || incoming.url?.includes(plan.path) === true);
  if (concerned) proxy.requests++;
  const breaks = concerned && plan.every > 0 && proxy.requests % plan.every === 0;
  if (breaks) proxy.broken++;
  if (breaks && plan.kind === "cut") return incoming.socket.destroy();
  const body = await bodyOf(incoming);
  if (breaks && plan.kind === "answer") {
    return outgoing.writeHead(plan.status ?? 500, plan.headers).end(plan.body);
  }
  const { method, url, headers } = incoming;
  const upstream = request(
    { host: target.hostname, port: target.port, method, path: url, headers },
    async (answer) => {
      if (breaks && plan.kind === "cut-after") {
        answer.resume();
        return incoming.socket.destroy();
      }
      const bytes = await bodyOf(answer);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (!breaks || plan.kind !== "half" || method === "HEAD") return outgoing.end(bytes);
      outgoing.write(bytes.subarray(0, bytes.length / 2), () => incoming.socket.destroy());
    },
  );
  upstream.on("error", () => incoming.socket.destroy());
  upstream.end(body);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function reply(outgoing: ServerResponse, value: object): void {
  outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}
