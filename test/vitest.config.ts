import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { findChromium } from "./chromium.ts";
import { ClosingLine } from "./closing-line.ts";
import { swiftIsInstalled } from "./servers/swift.ts";

const chromium = findChromium();
if (!chromium && process.env.CI)
  throw new Error("The journeys need Chromium: install it, or set CHROME_PATH.");

if (!swiftIsInstalled && process.env.CI)
  throw new Error("The S3 driver's tests need Debian's Swift packages: .ci/run installs them.");

/** Each brings servers and browsers along, and a small machine has two cores. */
const WORKERS = 2;

export default defineConfig({
  test: {
    reporters: ["default", new ClosingLine()],
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: join(import.meta.dirname, "../wrangler.toml") },
            miniflare: {
              bindings: {
                TEST_LOG: process.env.TEST_LOG ?? "",
                TEST_MIGRATIONS: await readD1Migrations(join(import.meta.dirname, "../migrations")),
                JWT_SECRET: "a-secret-for-tests-only-0123456789abcdef",
                API_KEYS: "test-api-key",
                // The servers that tests talk to are on loopback; the guard itself is tested with its own settings.
                ALLOW_PRIVATE_NETWORK_ENDPOINTS: "true",
                BOOTSTRAP_ADMIN_USERNAME: "Admin",
                BOOTSTRAP_ADMIN_PASSWORD: "correct horse battery",
              },
            },
          })),
        ],
        test: {
          name: "workerd",
          // Loading the Worker takes seconds: two of them do for all files, one after another.
          isolate: false,
          disableConsoleIntercept: true, // support/quiet.ts says why
          maxWorkers: WORKERS,
          include: ["**/*.test.ts"],
          globalSetup: ["servers/setup.ts", "servers/openai-setup.ts", "servers/fonts-setup.ts"],
          setupFiles: ["support/quiet.ts", "support/database.ts"],
          exclude: ["journeys/**", "node/**", ...(swiftIsInstalled ? [] : ["storage/swift.test.ts"])],
          testTimeout: 30_000, // thousands of objects, slow hashes: seconds on a busy machine
          hookTimeout: 60_000,
        },
      },
      // What a person runs on their own machine: the commands, and the server they start.
      {
        test: {
          name: "node",
          include: ["node/**/*.test.ts"],
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000, // a server takes seconds to start, and many on a busy machine
          hookTimeout: 120_000,
        },
      },
      ...(chromium ? [journeys(chromium)] : []),
    ],
  },
});

function journeys(executable: string) {
  return {
    test: {
      name: "journeys",
      include: ["journeys/**/*.test.ts"],
      env: { CHROME_PATH: executable },
      globalSetup: ["journeys/setup.ts"],
      testTimeout: 120_000,
      hookTimeout: 120_000, // the first waits for the server
      expect: { poll: { timeout: 15_000 } }, // what is seen comes when it comes
      maxWorkers: 1,
    },
  };
}
