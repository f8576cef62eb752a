import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

it("has bindings", async () => {
  expect(env.DB).toBeDefined();
});
