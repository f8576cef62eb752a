import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Command, Place, Server } from "./server.ts";

describe("a first npm start", () => {
  const place = new Place();
  let server: Server;
  beforeAll(async () => {
    server = await Server.start(place);
  });
  afterAll(async () => {
    await server.stop();
    place.remove();
  });

  it("answers", async () => {
    const response = await server.request("/api/v1/system/ping");
    expect(response.status).toBe(200);
  });

  it("has brought the database up to date where the server reads it", async () => {
    const response = await server.request("/api/v1/assets");
    expect(response.status).toBe(200);
  });

  it("made secrets that only this person may read", () => {
    expect(statSync(place.secretsFile).mode & 0o777).toBe(0o600);
    const { JWT_SECRET, ENCRYPTION_KEY, BOOTSTRAP_ADMIN_PASSWORD, API_KEYS } = place.secrets;
    for (const secret of [JWT_SECRET, ENCRYPTION_KEY, API_KEYS])
      expect(secret?.length).toBeGreaterThanOrEqual(64);
    expect(BOOTSTRAP_ADMIN_PASSWORD?.length).toBeGreaterThanOrEqual(20);
    expect(new Set([JWT_SECRET, ENCRYPTION_KEY, BOOTSTRAP_ADMIN_PASSWORD, API_KEYS]).size).toBe(4);
  });

  it("says who signs in and where the password is, but never the password", () => {
    expect(server.command.printed).toContain("user name   admin");
    expect(server.command.printed).toContain(place.secretsFile);
    expect(server.command.printed).not.toContain(place.secrets.BOOTSTRAP_ADMIN_PASSWORD);
  });

  it("prints requests and none of wrangler's own words", async () => {
    await server.request("/api/v1/system/bootstrap");
    await server.command.prints(/GET \/api\/v1\/system\/bootstrap 200/);
    expect(server.command.printed).not.toMatch(/wrangler|bindings|⎔|telemetry|Scheduled Workers/);
  });
});

describe("ending", () => {
  const place = new Place();
  const started: Server[] = [];
  afterAll(async () => {
    for (const server of started) await server.stop();
    place.remove();
  });

  // One server for each way out; the next one starts on what the last one left.
  it.each([
    ["Ctrl-C", (server: Server) => process.kill(-server.command.group, "SIGINT")],
    ["SIGTERM to npm alone", (server: Server) => process.kill(server.command.group, "SIGTERM")],
  ])("leaves no process behind after %s", async (_name, end) => {
    const server = await Server.start(place);
    started.push(server);
    end(server);
    await server.command.ended();
    await expect(fetch(server.address)).rejects.toThrow();
  });
});

describe("refusals", () => {
  let place: Place;
  beforeAll(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  /** The whole of what it printed, without npm's two lines of echo. */
  async function refusal(...options: string[]): Promise<string> {
    const command = place.npmStart(...options);
    expect(await command.exit()).toBe(1);
    return command.printed.replace(/^> .*$/gm, "").trim();
  }

  it("names the port that is in use", async () => {
    place = new Place();
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const port = typeof address === "object" ? address?.port : 0;
    try {
      expect(await refusal("--port", String(port))).toMatch(new RegExp(`^Port ${port} is in use: .*\\.$`));
    } finally {
      other.close();
    }
  });

  it.each([
    [
      "a line that is no assignment",
      'JWT_SECRET="0123456789012345678901234567890123456789"\nwhat is this',
      /, line 2, is not NAME=value/,
    ],
    ["a quote that never ends", 'API_KEYS=""\nJWT_SECRET="0123456789', /, line 2, is not NAME=value/],
    ["no JWT_SECRET", "# nothing here yet\n", /needs a JWT_SECRET of at least 32 characters/],
    ["a short JWT_SECRET", "JWT_SECRET=short", /needs a JWT_SECRET of at least 32 characters/],
  ])(
    "says what is wrong with secrets that have %s, and leaves them as they are",
    async (_name, text, sentence) => {
      place = new Place();
      writeFileSync(place.secretsFile, text);
      expect(await refusal()).toMatch(sentence);
      expect(readFileSync(place.secretsFile, "utf8")).toBe(text);
    },
  );

  it("says which Node it needs when the Node is too old", async () => {
    const pretend = "Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } })";
    const old = `data:text/javascript,${encodeURIComponent(pretend)}`;
    const version = "./src/commands/node-version.mjs";
    const command = new Command("node", ["--import", old, "--import", version, "src/commands/start.ts"]);
    expect(await command.exit()).toBe(1);
    expect(command.printed).toMatch(/^NekoHub needs Node 22\.18 or newer, this is 20\.19\.0\..*\n$/);
  });

  it("explains itself on --help", async () => {
    const command = new Command("npm", ["start", "--", "--help"]);
    expect(await command.exit()).toBe(0);
    expect(command.printed).toContain("--persist-to FOLDER");
  });
});
