/** What stands between a visitor and the Worker: HTTP/2 over TLS, compression, and a cache that has been visited. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createSecureServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export interface Edge {
  url: string;
  /** Requests that the cache could not answer. */
  misses: number;
  stop(): Promise<void>;
}

interface Kept {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

const COMPRESSED = /^(text\/|application\/(json|javascript|xml|feed|rss|ld)|image\/svg)/;
/** What the connection itself says, not the message. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length"];

export async function startEdge(worker: string, port = 0): Promise<Edge> {
  const kept = new Map<string, Kept>();
  const { key, cert } = certificate();
  const server = createSecureServer({ key, cert, allowHTTP1: true });
  const edge = { url: "", misses: 0, stop };
  const sockets = new Set<Socket>();
  server.on("secureConnection", (socket) => sockets.add(socket));

  server.on("request", async (request, response) => {
    const path = request.url;
    const name = `${request.method} ${path} ${request.headers["accept-language"] ?? ""}`;
    const known = kept.get(name);
    const answer = known ?? (await ask(path, request.method, request.headers));
    if (!known) edge.misses += 1;
    if (answer.status === 200) kept.set(name, answer);
    if (response.destroyed) return;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });

  async function ask(path: string, method: string, headers: IncomingHttpHeaders): Promise<Kept> {
    const response = await fetch(worker + path, {
      method,
      redirect: "manual",
      headers: { "accept-language": headers["accept-language"] ?? "", host: new URL(edge.url).host },
    });
    const type = response.headers.get("content-type") ?? "";
    const plain = Buffer.from(await response.arrayBuffer());
    const compress = COMPRESSED.test(type) && plain.length > 200;
    const brotli = String(headers["accept-encoding"]).includes("br");
    const body = compress ? (brotli ? brotliAsCloudflare(plain) : gzipSync(plain)) : plain;
    const passed = [...response.headers].filter(([header]) => !HOP_BY_HOP.includes(header));
    return {
      status: response.status,
      headers: {
        ...Object.fromEntries(passed),
        ...(compress ? { "content-encoding": brotli ? "br" : "gzip" } : {}),
        "content-length": body.length,
      },
      body,
    };
  }

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }

  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  edge.url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return edge;
}

/** Cloudflare compresses on the fly at level 4. */
function brotliAsCloudflare(body: Buffer): Buffer {
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
}

/** Of its own for each run; the browser is told not to mind. */
function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "nekohub-edge-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const how = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
  ];
  execFileSync("openssl", [...how, "-keyout", key, "-out", cert, ...subject], { stdio: "pipe" });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}
