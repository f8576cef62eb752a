/** Bodies that are too large, over a real connection: the client must get to read why. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { Place, Server } from "./server.ts";

const place = new Place();
let server: Server;
beforeAll(async () => {
  server = await Server.start(place);
});
afterAll(async () => {
  await server.stop();
  place.remove();
});

const MIB = 1024 * 1024;
const HEAD =
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';
const FORM = "multipart/form-data; boundary=b";

function whole(mebibytes: number): Blob {
  return new Blob([HEAD, new Uint8Array(mebibytes * MIB), "\r\n--b--\r\n"]);
}

/** The same without a length that the client says first. */
function piecemeal(mebibytes: number): RequestInit {
  return { body: whole(mebibytes).stream(), duplex: "half" } as RequestInit;
}

it.each([
  ["an upload", "POST", "/api/v1/assets", FORM, 400, "asset_file_too_large"],
  ["JSON", "POST", "/api/v1/auth/login", "application/json", 400, "request_invalid"],
  ["a file by a ticket that is none", "PUT", "/uploads/none", "image/png", 404, "upload_ticket_invalid"],
])("%s", async (_, method, path, type, status, code) => {
  for (const init of [{ body: whole(12) }, { body: whole(32) }, piecemeal(12), piecemeal(32)]) {
    const response = await server.request(path, { ...init, method, headers: { "content-type": type } });
    const { error } = (await response.json()) as { error: { code: string } };
    expect([response.status, error.code]).toEqual([status, code]);
  }
});
