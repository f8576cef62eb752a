import { describe, expect, it } from "vitest";
import { open, seal } from "../../src/providers/secrets.ts";
import { readSettings } from "../../src/settings.ts";

function keyed(key: string) {
  return {
    settings: readSettings({ JWT_SECRET: "a-secret-for-tests-only-0123456789abcdef", ENCRYPTION_KEY: key }),
  };
}

const here = keyed("the key of this deployment, 0123456789");

describe("a sealed secret", () => {
  it("opens for the row it was sealed for", async () => {
    const sealed = await seal(here, "sk-geheim-ä-秘密", "ai-profile/1");
    expect(sealed).toMatch(/^v1:[A-Za-z0-9_-]+$/);
    expect(await open(here, sealed, "ai-profile/1")).toBe("sk-geheim-ä-秘密");
  });

  it("is another one each time, and says nothing of what is in it", async () => {
    const [one, two] = [await seal(here, "sk-1", "a/1"), await seal(here, "sk-1", "a/1")];
    expect(one).not.toBe(two);
    expect(atob(one.slice(3).replaceAll("-", "+").replaceAll("_", "/"))).not.toContain("sk-1");
  });

  it.each([
    ["in another row", here, (sealed: string) => sealed, "ai-profile/2"],
    [
      "with another key",
      keyed("another key, 0123456789 0123456789 0123"),
      (sealed: string) => sealed,
      "ai-profile/1",
    ],
    ["altered", here, (sealed: string) => `${sealed.slice(0, -3)}AAA`, "ai-profile/1"],
    ["cut off", here, (sealed: string) => sealed.slice(0, 10), "ai-profile/1"],
    ["in a version that nobody knows", here, (sealed: string) => sealed.replace("v1", "v9"), "ai-profile/1"],
    ["as plain text", here, () => "sk-plain", "ai-profile/1"],
  ])("does not open %s", async (_, services, change, row) => {
    const sealed = change(await seal(here, "sk-secret", "ai-profile/1"));
    await expect(open(services, sealed, row)).rejects.toMatchObject({ code: "secret_unreadable" });
  });
});
