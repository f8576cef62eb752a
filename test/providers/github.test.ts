import { beforeAll, describe, expect, inject, it } from "vitest";
import type { BrowseResult } from "../../src/providers/github-browse.ts";
import type { UpsertResult } from "../../src/providers/github-upsert.ts";
import { api, dataOf, failureOf } from "../support/api.ts";
import { faultyPathTo } from "../support/faults.ts";
import { commitMessages, repositoryOf } from "../support/github.ts";
import { GITHUB_OWNER, GITHUB_TOKEN } from "../support/github-account.ts";
import { createProfile, PROFILES } from "./profiles.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (text: string) => bytes(text).toBase64();

function profile(repo: string, configuration: object = {}) {
  return createProfile({
    name: `${repo} ${crypto.randomUUID()}`,
    providerType: "github-repo",
    configuration: {
      owner: GITHUB_OWNER,
      repo,
      ref: "main",
      apiBaseUrl: inject("github").api,
      rawBaseUrl: inject("github").raw,
      ...configuration,
    },
    secretConfiguration: { token: GITHUB_TOKEN },
  });
}

describe("browsing a repository", () => {
  let id = "";
  const browse = (query: string, of = id) => api.get(`${PROFILES}/${of}/github-repo/browse?${query}`);
  const paths = async (query: string) =>
    (await dataOf<BrowseResult>(await browse(query))).items.map(({ path }) => path);

  beforeAll(async () => {
    const repository = repositoryOf("browse");
    for (const path of [
      "base/b.txt",
      "base/A.txt",
      "base/dir/c.txt",
      "base/dir/deep/d.txt",
      "base/zoo/e.txt",
      "outside.txt",
    ]) {
      await repository.write(path, bytes(path), { message: "seed" });
    }
    ({ id } = await profile("browse", { basePath: "base" }));
  });

  it("shows a folder: folders first, then by name in any case, with addresses that work", async () => {
    const seen = await dataOf<BrowseResult>(await browse(""));
    expect(seen).toMatchObject({
      profileId: id,
      requestedPath: "",
      recursive: false,
      maxDepth: 2,
      type: "all",
      keyword: null,
      total: 4,
      page: 1,
      pageSize: 50,
      hasMore: false,
      visibilityPolicy: "public-only",
      usesControlledRead: false,
    });
    expect(seen.items.map(({ name, type }) => [name, type])).toEqual([
      ["dir", "dir"],
      ["zoo", "dir"],
      ["A.txt", "file"],
      ["b.txt", "file"],
    ]);
    expect(seen.items[0]).toMatchObject({ isDirectory: true, isFile: false, size: null, publicUrl: null });
    expect(seen.items[2]).toMatchObject({
      isFile: true,
      size: 10,
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(await (await fetch(seen.items[2]?.publicUrl ?? "")).text()).toBe("base/A.txt");
  });

  it("goes down as deep as it is told, filters, then pages", async () => {
    expect(await paths("recursive=true")).toEqual([
      "dir/deep",
      "dir",
      "zoo",
      "A.txt",
      "b.txt",
      "dir/c.txt",
      "zoo/e.txt",
    ]);
    expect(await paths("recursive=true&maxDepth=9&type=file&path=dir")).toEqual([
      "dir/c.txt",
      "dir/deep/d.txt",
    ]);
    expect(await paths("recursive=TRUE&maxDepth=1&type=DIR")).toEqual(["dir", "zoo"]);
    expect(await paths("recursive=true&maxDepth=3&keyword=DEEP")).toEqual(["dir/deep", "dir/deep/d.txt"]);
    const second = await dataOf<BrowseResult>(await browse("page=2&pageSize=3"));
    expect(second).toMatchObject({ total: 4, page: 2, pageSize: 3, hasMore: false });
    expect(second.items.map(({ path }) => path)).toEqual(["b.txt"]);
    expect(await paths("path=%2Fdir%5Cdeep%2F")).toEqual(["dir/deep/d.txt"]);
  });

  it("shows nothing where the first file is still to come, and says when there is no branch", async () => {
    const { id: fresh } = await profile("browse", { basePath: "not/yet" });
    expect(await dataOf<BrowseResult>(await browse("", fresh))).toMatchObject({ total: 0, items: [] });
    const { id: astray } = await profile("browse", { ref: "astray" });
    const refused = await browse("", astray);
    expect([refused.status, (await failureOf(refused)).message]).toEqual([
      404,
      'There is no branch "astray" with commits.',
    ]);
  });

  it.each([
    ["path=nowhere", 404, "storage_provider_directory_not_found"],
    ["path=b.txt", 400, "storage_provider_directory_expected"],
    ["path=a/../b", 400, "storage_provider_relative_path_invalid"],
    ["path=a//b", 400, "storage_provider_relative_path_invalid"],
    ["recursive=true&maxDepth=0", 400, "storage_provider_directory_depth_invalid"],
    ["type=link", 400, "storage_provider_directory_type_invalid"],
    ["page=0", 400, "storage_provider_directory_page_invalid"],
    ["pageSize=0", 400, "storage_provider_directory_page_size_invalid"],
    ["pageSize=201", 400, "storage_provider_directory_page_size_invalid"],
    ["page=x", 400, "request_invalid"],
    ["recursive=maybe", 400, "request_invalid"],
  ])("%s → %i %s", async (query, status, code) => {
    expect(await failureOf(await browse(query))).toMatchObject({ status, code });
  });

  it("hands out no addresses of a private repository", async () => {
    const hidden = await profile("private-assets", { visibilityPolicy: "private-token" });
    const seen = await dataOf<BrowseResult>(await browse("", hidden.id));
    expect(seen).toMatchObject({ visibilityPolicy: "private-token", usesControlledRead: true });
    expect(seen.items.map(({ publicUrl }) => publicUrl)).toEqual([null]);
  });

  it("tells a refusal, a rate limit and a failure apart", async () => {
    const path = await faultyPathTo(inject("github").api);
    const faulty = await profile("browse", { apiBaseUrl: path.url });
    const answers = [
      [{ status: 403, headers: {} }, 400, "storage_provider_access_denied"],
      [{ status: 401, headers: {} }, 400, "storage_provider_access_denied"],
      [{ status: 403, headers: { "x-ratelimit-remaining": "0" } }, 503, "storage_provider_rate_limited"],
      [{ status: 500, headers: {} }, 400, "storage_provider_directory_list_failed"],
    ] as const;
    for (const [answer, status, code] of answers) {
      await path.plan({ every: 1, kind: "answer", ...answer, body: '{"message":"inner details"}' });
      const failure = await failureOf(await browse("", faulty.id));
      expect(failure).toMatchObject({ status, code });
      expect(failure.message).not.toContain("inner");
    }
  });

  it("only works on enabled GitHub profiles", async () => {
    const { defaultProfile } = await dataOf<{ defaultProfile: { id: string } }>(await api.get(PROFILES));
    expect((await failureOf(await browse("", defaultProfile.id))).code).toBe(
      "storage_provider_profile_provider_type_mismatch",
    );
    const off = await profile("browse");
    await dataOf(await api.patch(`${PROFILES}/${off.id}`, { json: { isEnabled: false } }));
    expect((await failureOf(await browse("", off.id))).code).toBe("storage_provider_profile_disabled");
    expect((await browse("", "unknown")).status).toBe(404);
  });
});

describe("writing a file", () => {
  let id = "";
  const upsert = (json: object | null, of = id) => api.post(`${PROFILES}/${of}/github-repo/upsert`, { json });
  beforeAll(async () => {
    ({ id } = await profile("upsert", { basePath: "docs" }));
  });

  it("creates, then updates, with a message of its own or the caller's", async () => {
    const created = await dataOf<UpsertResult>(
      await upsert({ path: "/a\\b.txt", contentBase64: base64("one") }),
    );
    expect(created).toEqual({
      profileId: id,
      path: "a/b.txt",
      operation: "created",
      size: 3,
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      visibilityPolicy: "public-only",
      usesControlledRead: false,
      publicUrl: `${inject("github").raw}/ada/upsert/main/docs/a/b.txt`,
    });
    const updated = await dataOf<UpsertResult>(
      await upsert({
        PATH: "a/b.txt",
        contentbase64: base64("two"),
        commitMessage: " said ",
        expectedSha: created.sha,
      }),
    );
    expect(updated).toMatchObject({ operation: "updated", size: 3 });
    expect(updated.sha).not.toBe(created.sha);
    await dataOf(await upsert({ path: "a/b.txt", contentBase64: base64("three") }));
    expect(await commitMessages("upsert", "docs/a/b.txt")).toEqual([
      "chore(nekohub): update a/b.txt",
      "said",
      "chore(nekohub): create a/b.txt",
    ]);
  });

  it.each([
    ["no path", { contentBase64: base64("x") }, 400, "upsert_path_required"],
    ["a blank path", { path: "/", contentBase64: base64("x") }, 400, "upsert_path_required"],
    ["a path that climbs", { path: "../x", contentBase64: base64("x") }, 400, "relative_path_invalid"],
    ["no content", { path: "x" }, 400, "upsert_content_required"],
    ["blank content", { path: "x", contentBase64: " " }, 400, "upsert_content_required"],
    ["content that is not base64", { path: "x", contentBase64: "!!" }, 400, "upsert_content_base64_invalid"],
    ["base64 that is cut off", { path: "x", contentBase64: "YWI" }, 400, "upsert_content_base64_invalid"],
    ["too much", { path: "x", contentBase64: "A".repeat(14_000_000) }, 400, "upsert_content_too_large"],
    [
      "a sha of nothing",
      { path: "none", contentBase64: base64("x"), expectedSha: "a".repeat(40) },
      409,
      "upsert_expected_sha_target_missing",
    ],
    [
      "another sha",
      { path: "a/b.txt", contentBase64: base64("x"), expectedSha: "a".repeat(40) },
      409,
      "upsert_expected_sha_conflict",
    ],
    ["a folder", { path: "a", contentBase64: base64("x") }, 400, "file_expected"],
  ])("refuses %s", async (_, body, status, code) => {
    expect(await failureOf(await upsert(body))).toMatchObject({ status, code: `storage_provider_${code}` });
  });

  it("names what GitHub does wrong", async () => {
    const path = await faultyPathTo(inject("github").api);
    const faulty = await profile("upsert", { apiBaseUrl: path.url });
    const body = { path: "fault.txt", contentBase64: base64("x") };
    await path.plan({ every: 1, kind: "answer", status: 500, method: "GET" });
    expect((await failureOf(await upsert(body, faulty.id))).code).toBe("storage_provider_upsert_failed");
    await path.plan({ every: 1, kind: "answer", status: 403, method: "PUT" });
    expect((await failureOf(await upsert(body, faulty.id))).code).toBe("storage_provider_access_denied");
    await path.plan({
      every: 1,
      kind: "answer",
      status: 200,
      method: "PUT",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    expect((await failureOf(await upsert(body, faulty.id))).code).toBe(
      "storage_provider_upsert_result_invalid",
    );
  });

  it("needs the permission to change providers", async () => {
    const response = await api.post(`${PROFILES}/${id}/github-repo/upsert`, { json: {}, bearer: null });
    expect(response.status).toBe(401);
  });
});
