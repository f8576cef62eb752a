import { describe, expect, it } from "vitest";
import { outboundFetch } from "../../src/net/outbound.ts";

interface Sent {
  url: string;
  method: string | undefined;
  headers: Record<string, string>;
  body: unknown;
}

/** An internet of answers; what was sent to it is kept. */
function internet(answers: Record<string, Response>) {
  const sent: Sent[] = [];
  const fetching = outboundFetch(
    { allowPrivateNetworkEndpoints: false },
    async (url, { method, headers, body }) => {
      sent.push({ url, method, headers: Object.fromEntries(new Headers(headers)), body });
      return answers[url]?.clone() ?? new Response("not there", { status: 404 });
    },
  );
  return { sent, fetching };
}

const to = (location: string, status: number) => new Response(null, { status, headers: { location } });
const SECRETS = {
  authorization: "Bearer secret",
  "x-api-key": "secret",
  cookie: "a=b",
  "x-custom": "secret",
};
const POST = {
  method: "POST",
  headers: { ...SECRETS, accept: "a/b", "content-type": "text/plain" },
  body: "hello",
};

describe("a redirect", () => {
  it("to the same origin keeps what was sent", async () => {
    const { sent, fetching } = internet({
      "https://a.example.com/": to("/next", 307),
      "https://a.example.com/next": new Response("there"),
    });
    expect(await (await fetching("https://a.example.com/", POST)).text()).toBe("there");
    expect(sent[1]).toMatchObject({ method: "POST", body: "hello", headers: { ...SECRETS, accept: "a/b" } });
  });

  it.each(["https://b.example.com/", "https://a.example.com:8443/", "https://sub.a.example.com/"])(
    "to %s leaves every secret behind, for good",
    async (other) => {
      const { sent, fetching } = internet({
        "https://a.example.com/": to(other, 308),
        [other]: to("https://a.example.com/end", 308),
        "https://a.example.com/end": new Response("there"),
      });
      await fetching("https://a.example.com/", POST);
      for (const { headers } of sent.slice(1)) {
        expect(headers).toEqual({ accept: "a/b", "content-type": "text/plain" });
      }
      expect(sent).toHaveLength(3);
    },
  );

  it.each([301, 302, 303])("with %i turns a POST into a GET without its body", async (status) => {
    const { sent, fetching } = internet({ "https://a.example.com/": to("/next", status) });
    await fetching("https://a.example.com/", POST);
    expect(sent[1]).toMatchObject({ method: "GET", body: null });
    expect(sent[1]?.headers["content-type"]).toBeUndefined();
  });

  it.each([
    "http://b.example.com/",
    "https://127.0.0.1/",
    "//169.254.169.254/",
    "https://user:pass@b.example.com/",
    "file:///etc/passwd",
    "https://[::1]/",
    "https://",
  ])("to %s is not followed", async (location) => {
    const { sent, fetching } = internet({ "https://a.example.com/": to(location, 302) });
    await expect(fetching("https://a.example.com/")).rejects.toMatchObject({ code: "outbound_refused" });
    expect(sent).toHaveLength(1);
  });

  it("is followed five times and no more", async () => {
    const { sent, fetching } = internet({ "https://a.example.com/": to("/", 302) });
    await expect(fetching("https://a.example.com/")).rejects.toMatchObject({ code: "outbound_refused" });
    expect(sent).toHaveLength(6);
  });

  it("of a stream that can't be sent twice is refused", async () => {
    const { fetching } = internet({ "https://a.example.com/": to("/next", 307) });
    const body = new Response("x").body;
    await expect(fetching("https://a.example.com/", { method: "PUT", body })).rejects.toMatchObject({
      code: "outbound_refused",
    });
  });
});

describe("an answer", () => {
  it("may be as large as agreed, and not a byte larger", async () => {
    const { fetching } = internet({ "https://a.example.com/": new Response("12345") });
    expect(await (await fetching("https://a.example.com/", { maxBytes: 5 })).text()).toBe("12345");
    const larger = await fetching("https://a.example.com/", { maxBytes: 4 });
    await expect(larger.text()).rejects.toMatchObject({ code: "outbound_too_large" });
  });

  it("must come in time", async () => {
    const never = outboundFetch({ allowPrivateNetworkEndpoints: false }, (_, { signal }) => {
      return new Promise((_answer, fail) => signal?.addEventListener("abort", () => fail(signal.reason)));
    });
    await expect(never("https://a.example.com/", { timeoutMs: 20 })).rejects.toMatchObject({
      code: "outbound_timeout",
    });
  });

  it.each([
    ["our", () => ({ bodyTimeoutMs: 20 })],
    ["the caller's", () => ({ signal: AbortSignal.timeout(20) })],
  ])("that doesn't end in time is named so by %s clock", async (_, limit) => {
    const endless = outboundFetch({ allowPrivateNetworkEndpoints: false }, async (_url, { signal }) => {
      const start = (body: ReadableStreamDefaultController) =>
        signal?.addEventListener("abort", () => body.error(signal.reason));
      return new Response(new ReadableStream({ start }));
    });
    const answer = await endless("https://a.example.com/", limit());
    await expect(answer.text()).rejects.toMatchObject({ code: "outbound_timeout" });
  });

  it("that fails on the way is a failure with a name", async () => {
    const broken = outboundFetch({ allowPrivateNetworkEndpoints: false }, () =>
      Promise.reject(new TypeError("network down")),
    );
    await expect(broken("https://a.example.com/")).rejects.toMatchObject({ code: "outbound_unreachable" });
  });

  it("may be left unread", async () => {
    const { fetching } = internet({ "https://a.example.com/": new Response("12345") });
    const given = fetching(new Request("https://a.example.com/", { headers: SECRETS }));
    await (await given).body?.cancel();
  });
});
