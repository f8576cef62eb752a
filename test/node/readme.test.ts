import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { png } from "./png.ts";
import { Place, ROOT, Server } from "./server.ts";

const place = new Place();
let server: Server;
beforeAll(async () => {
  server = await Server.start(place);
  symlinkSync(place.secretsFile, join(place.folder, ".dev.vars"));
  writeFileSync(join(place.folder, "photo.png"), png(400, 300));
});
afterAll(async () => {
  await server.stop();
  place.remove();
});

/** The shell lines of README.md that have these words, aimed at this server and this picture. */
function shell(words: string): string {
  const blocks = readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/```sh\n([\s\S]*?)```/g);
  const found = [...blocks].map(([, block = ""]) => block).filter((block) => block.includes(words));
  expect(found, `shell blocks with ${words}`).toHaveLength(1);
  return found
    .join("")
    .replaceAll("http://localhost:8787", server.address)
    .replaceAll("photo.jpg", "photo.png");
}

function run(script: string): unknown {
  return JSON.parse(execFileSync("sh", ["-euc", script], { cwd: place.folder, encoding: "utf8" }));
}

const uploaded = { data: { status: "ready", width: 400, height: 300, originalFileName: "photo.png" } };

it("uploads with the API key, as the README says", () => {
  expect(run(shell("$API_KEYS"))).toMatchObject(uploaded);
});

it("signs in and uploads, as the README says", () => {
  expect(run(`. ./.dev.vars\n${shell("auth/login")}`)).toMatchObject(uploaded);
});
