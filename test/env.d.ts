/** What the test configuration adds to the Worker's bindings (vitest.config.ts). */
declare namespace Cloudflare {
  interface Env {
    TEST_LOG: string;
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
