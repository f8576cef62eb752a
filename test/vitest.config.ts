import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: join(import.meta.dirname, "../wrangler.toml") },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations(join(import.meta.dirname, "../migrations")),
                JWT_SECRET: "a-secret-for-tests-only-0123456789abcdef",
                API_KEYS: "test-api-key",
                BOOTSTRAP_ADMIN_USERNAME: "Admin",
                BOOTSTRAP_ADMIN_PASSWORD: "correct horse battery",
              },
            },
          })),
        ],
        test: {
          name: "workerd",
          include: ["**/*.test.ts"],
          onConsoleLog: (line) => !line.startsWith('{"level":"info"'),
          setupFiles: ["support/database.ts"],
          exclude: ["journeys/**", "node/**"],
        },
      },
    ],
  },
});
