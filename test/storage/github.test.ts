import { describe, expect, inject, it } from "vitest";
import { githubDriver } from "../../src/storage/github.ts";
import type { GithubOptions } from "../../src/storage/github-repository.ts";
import { sha256Hex } from "../support/digest.ts";
import { faultyPathTo } from "../support/faults.ts";
import { commitMessages, repositoryOf } from "../support/github.ts";
import { describeDriver } from "./driver-contract.ts";

const open = (repo: string, basePath = "", changes: Partial<GithubOptions> = {}) =>
  githubDriver({ repository: repositoryOf(repo, changes), basePath });

describeDriver("github-repo", () => open("contract"));
describeDriver("github-repo under a base path", () => open("contract", "in/here"));

describe("the github-repo driver", () => {
  it("commits with the given message, or one of its own", async () => {
    const driver = open("faulty", "pics");
    await put(driver, "pics/said.png", "x", { commitMessage: "add a cat" });
    await put(driver, "unsaid.png", "x");
    await driver.delete(["unsaid.png"], { commitMessage: "no more" });
    await driver.delete(["pics/said.png"]);
    expect(await commitMessages("faulty", "pics/said.png")).toEqual([
      "chore(nekohub): delete asset",
      "add a cat",
    ]);
    expect(await commitMessages("faulty", "pics/unsaid.png")).toEqual([
      "no more",
      "chore(nekohub): store asset",
    ]);
  });

  it("writes one after the other, and gets over commits of others in between", async () => {
    const one = open("faulty");
    const other = open("faulty");
    const keys = Array.from({ length: 8 }, (_, i) => `many/${i}.png`);
    await Promise.all(keys.map((key, i) => put(i % 2 === 0 ? one : other, key, key)));
    for (const key of keys) expect(await read(one, key)).toBe(key);
  });

  it("tries again after 409, 422, 5xx and a cut connection, and knows its own success", async () => {
    const path = await faultyPathTo(inject("github").api);
    const driver = open("faulty", "", { apiBaseUrl: path.url });
    const plans = [
      { every: 2, kind: "answer", status: 409, body: "{}" },
      { every: 2, kind: "answer", status: 422, body: "{}" },
      { every: 2, kind: "answer", status: 502, body: "<html>" },
      { every: 2, kind: "cut" },
      { every: 2, kind: "cut-after" },
    ] as const;
    for (const [i, plan] of plans.entries()) {
      await path.plan({ ...plan, method: "PUT" });
      for (let n = 0; n < 3; n++) {
        await put(driver, `tried/${i}-${n}.png`, `${i} ${n}`);
        expect(await read(driver, `tried/${i}-${n}.png`)).toBe(`${i} ${n}`);
      }
      expect((await path.counts()).broken).toBeGreaterThan(0);
    }
    expect(await commitMessages("faulty", "tried/4-0.png")).toHaveLength(1);
  }, 60_000);

  it("says until when the rate limit holds, and tells it from a refusal", async () => {
    const resets = Math.floor(Date.now() / 1000) + 120;
    const limited = open("faulty", "", {
      outbound: async () =>
        Response.json(
          {},
          { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${resets}` } },
        ),
    });
    const error = await limited.head("x.png").then(null, (thrown) => thrown);
    expect(error).toMatchObject({ code: "storage_provider_rate_limited", retry: true });
    expect(error.message).toContain(new Date(resets * 1000).toISOString().slice(0, 16));
    expect(Number(error.headers["Retry-After"])).toBeGreaterThan(110);
    for (const status of [401, 403]) {
      const denied = open("faulty", "", {
        outbound: async () => Response.json({ secret: "leak" }, { status }),
      });
      const refused = await denied.get("x.png").then(null, (thrown) => thrown);
      expect(refused).toMatchObject({ code: "storage_provider_access_denied", retry: false });
      expect(refused.message).not.toContain("leak");
    }
    const soon = open("faulty", "", {
      outbound: async () => Response.json({}, { status: 429, headers: { "retry-after": "7" } }),
    });
    await expect(soon.head("x.png")).rejects.toMatchObject({ headers: { "Retry-After": "7" } });
  });

  it("names a branch that is not there, a file that is too large, and a missing token", async () => {
    const nowhere = open("faulty", "", { ref: "no-such-branch" });
    await expect(put(nowhere, "x.png", "x")).rejects.toMatchObject({
      code: "storage_provider_request_refused",
    });
    await expect(
      open("faulty").put("x.png", new Uint8Array(26 * 1024 * 1024), {
        contentType: "image/png",
        sha256: await sha256Hex(new Uint8Array(26 * 1024 * 1024)),
      }),
    ).rejects.toMatchObject({ code: "storage_provider_object_too_large" });
    await expect(put(open("faulty", "", { token: null }), "x.png", "x")).rejects.toMatchObject({
      code: "storage_provider_access_denied",
    });
  });

  it("reads a public repository without a token from its raw files, in parts too", async () => {
    await put(open("faulty"), "raw/a b+c.png", "0123456789");
    const driver = open("faulty", "", { token: null, apiBaseUrl: "http://127.0.0.1:9" });
    expect(await read(driver, "raw/a b+c.png")).toBe("0123456789");
    expect(await driver.head("raw/a b+c.png")).toMatchObject({ size: 10 });
    const part = await driver.get("raw/a b+c.png", { offset: 2, length: 3 });
    expect(part && (await new Response(part.body).text())).toBe("234");
    expect(await driver.get("raw/none.png")).toBeNull();
  });

  it("streams what is over the megabyte that GitHub answers with at once", async () => {
    const driver = open("faulty", "", {
      outbound: async (_, init) =>
        new Headers(init?.headers).get("accept")?.includes("raw")
          ? new Response("0123456789")
          : Response.json({ type: "file", sha: "abc", size: 10, content: "", encoding: "none" }),
    });
    expect(await read(driver, "large.png")).toBe("0123456789");
    const part = await driver.get("large.png", { offset: 8, length: 2 });
    expect(part && (await new Response(part.body).text())).toBe("89");
  });

  it("lists folder by folder what GitHub leaves out of one answer", async () => {
    const tree = (entries: object[], truncated = false) =>
      Response.json({ sha: "t", tree: entries, truncated });
    const driver = open("faulty", "", {
      outbound: async (input) => {
        const url = new URL(String(input));
        if (url.pathname.endsWith("/main") && url.searchParams.has("recursive")) return tree([], true);
        if (url.pathname.endsWith("/main")) {
          return tree([
            { path: "a.png", type: "blob", sha: "1", size: 1 },
            { path: "sub", type: "tree", sha: "2" },
          ]);
        }
        return tree([{ path: "b.png", type: "blob", sha: "3", size: 2 }]);
      },
    });
    const keys = [];
    for await (const { key } of driver.list("")) keys.push(key);
    expect(keys).toEqual(["a.png", "sub/b.png"]);
  });
});

type Driver = ReturnType<typeof open>;

async function put(driver: Driver, key: string, text: string, options: { commitMessage?: string } = {}) {
  const bytes = new TextEncoder().encode(text);
  return driver.put(key, bytes, { contentType: "image/png", sha256: await sha256Hex(bytes), ...options });
}

async function read(driver: Driver, key: string): Promise<string | null> {
  const object = await driver.get(key);
  return object && new Response(object.body).text();
}
