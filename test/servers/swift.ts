/**
 * OpenStack Swift with its S3 API, from Debian's packages: a second implementation, which refuses every bad
 * signature, region and body hash. All parts in one folder, on loopback, started when the first test asks.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const PARTS = ["account", "container", "object", "proxy"] as const;
const program = (name: string) => `/usr/bin/${name}`;
const NEEDED = ["memcached", "swift-ring-builder", ...PARTS.map((part) => `swift-${part}-server`)].map(
  program,
);

export const swiftIsInstalled = NEEDED.every((path) => existsSync(path));

const START_TIMEOUT_MS = 60_000;

export async function startSwift() {
  const folder = mkdtempSync(join(tmpdir(), "nekohub-swift-"));
  const [proxy, account, container, object, cache] = await freePorts(5);
  const ports = { account, container, object, proxy, cache };
  for (const name of ["etc", "devices/d1", "cache"]) mkdirSync(join(folder, name), { recursive: true });
  configure(join(folder, "etc"), join(folder, "devices"), ports);
  const children = [
    run("memcached", ["-l", "127.0.0.1", "-p", String(ports.cache), ...(isRoot() ? ["-u", "root"] : [])]),
    ...PARTS.map((part) => run(`swift-${part}-server`, [join(folder, "etc", `${part}.conf`)])),
  ];
  const url = `http://127.0.0.1:${ports.proxy}`;
  try {
    for (const part of PARTS) await answering(`http://127.0.0.1:${ports[part]}`);
  } catch (error) {
    await end(children);
    throw error;
  }
  return {
    url,
    async stop() {
      await end(children);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Ports = Record<(typeof PARTS)[number] | "cache", number>;

function configure(etc: string, devices: string, ports: Ports): void {
  const write = (name: string, text: string) => writeFileSync(join(etc, name), text);
  write(
    "swift.conf",
    "[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n[storage-policy:0]\nname = one\ndefault = yes\n",
  );
  const defaults = (port: number) =>
    `[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = ${port}\nworkers = 0\nuser = ${userInfo().username}\nswift_dir = ${etc}\ndevices = ${devices}\nmount_check = false\nlog_level = ERROR\nlog_address = ${etc}/no-syslog\n`;
  for (const part of ["account", "container", "object"] as const) {
    const ring = (...args: string[]) =>
      execFileSync(program("swift-ring-builder"), [join(etc, `${part}.builder`), ...args], {
        stdio: "ignore",
      });
    ring("create", "4", "1", "0");
    ring("add", `r1z1-127.0.0.1:${ports[part]}/d1`, "1");
    ring("rebalance");
    write(
      `${part}.conf`,
      `${defaults(ports[part])}[pipeline:main]\npipeline = ${part}-server\n[app:${part}-server]\nuse = egg:swift#${part}\n`,
    );
  }
  const filters = ["catch_errors", "listing_formats", "bulk", "slo", "dlo"];
  write(
    "proxy.conf",
    `${defaults(ports.proxy)}[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth bulk slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${ports.cache}
${filters.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`).join("")}`,
  );
}

/** Python of Debian, not whichever stands first on the path. */
function run(name: string, args: string[]): ChildProcess {
  return spawn(program(name), args, {
    stdio: "ignore",
    env: { ...process.env, PATH: "/usr/bin:/bin:/usr/sbin" },
  });
}

async function end(children: ChildProcess[]): Promise<void> {
  await Promise.all(
    children
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((child) => {
        const ended = new Promise((done) => child.once("exit", done));
        child.kill("SIGKILL");
        return ended;
      }),
  );
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response !== null) return;
    if (Date.now() > deadline) throw new Error(`Swift does not answer at ${url}.`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

async function freePorts(count: number): Promise<[number, number, number, number, number]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((found) => {
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            found(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = ports;
  return [a, b, c, d, e];
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}
