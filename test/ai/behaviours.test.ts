/** A provider over real HTTP that behaves well in several ways and badly in many more, each with what must come of it. */
import { describe, expect, it } from "vitest";
import { ask } from "../../src/ai/ask.ts";
import { AppError } from "../../src/errors.ts";
import { type Outbound, outboundFetch } from "../../src/net/outbound.ts";
import { ANSWERING_MODEL, FAKE_API_KEY, fakeAi, impatient } from "../support/ai.ts";
import { png } from "../support/images.ts";

async function question() {
  const bytes = await png({ width: 40, height: 20 });
  return { prompt: 'What is it? {"caption"}', imageUrl: `data:image/png;base64,${bytes.toBase64()}` };
}

function provider(apiBaseUrl: string) {
  return { apiBaseUrl, apiKey: FAKE_API_KEY, modelName: "gpt-fake", systemPrompt: "You describe images." };
}

async function outcome(behaviour: string, outbound: Outbound = impatient) {
  const fake = fakeAi(behaviour);
  try {
    const said = await ask(outbound, provider(fake.base), await question());
    return { said, fake };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { error, fake };
  }
}

describe("a provider that answers", () => {
  it("is asked exactly as the contract says", async () => {
    const { said, fake } = await outcome("good");
    expect(said).toEqual({ text: expect.stringContaining("ginger cat"), model: ANSWERING_MODEL });
    expect(await fake.log()).toEqual({
      requests: 1,
      answered: 1,
      violations: [],
      asked: [
        {
          model: "gpt-fake",
          systemPrompt: "You describe images.",
          prompt: 'What is it? {"caption"}',
          stream: false,
          image: { contentType: "image/png", width: 40, height: 20, bytes: expect.any(Number) },
        },
      ],
    });
  });

  it.each(["", "/", "/v1", "/v1/"])("is found under a base that ends in %j", async (end) => {
    const fake = fakeAi("good");
    await ask(impatient, provider(fake.base + end), await question());
    expect(await fake.log()).toMatchObject({ requests: 1, violations: [] });
  });

  it.each([
    ["in parts", "parts", 1],
    ["as an object", "object", 1],
    ["only as a stream", "stream-only", 2],
    ["with JSON to the question for a stream", "stream-as-json", 2],
  ])("%s is understood", async (_, behaviour, requests) => {
    const { said, fake } = await outcome(behaviour);
    expect(JSON.parse(said?.text ?? "")).toMatchObject({ caption: "A ginger cat sleeps on a red mat." });
    expect(await fake.log()).toMatchObject({ requests, violations: [] });
  });
});

describe("a provider that fails", () => {
  const cases: [string, string, { code: string; retry: boolean; message: RegExp }][] = [
    [
      "refuses the key",
      "unauthorized",
      { code: "ai_provider_refused", retry: false, message: /401: Incorrect API key provided: sk-\*\*\*\./ },
    ],
    [
      "does not like the request",
      "bad-request",
      { code: "ai_provider_refused", retry: false, message: /400: Image input is not supported/ },
    ],
    [
      "is asked too often",
      "limited",
      { code: "ai_provider_unavailable", retry: true, message: /429: Rate limit reached/ },
    ],
    [
      "has an error",
      "broken",
      { code: "ai_provider_unavailable", retry: true, message: /500: The server had an error/ },
    ],
    [
      "has an error page",
      "html-error",
      { code: "ai_provider_unavailable", retry: true, message: /answered 502$/ },
    ],
    [
      "never answers",
      "hang",
      { code: "outbound_timeout", retry: true, message: /AI provider did not answer within/ },
    ],
    [
      "stops in the middle",
      "hang-in-body",
      { code: "outbound_timeout", retry: true, message: /AI provider did not finish/ },
    ],
    [
      "cuts the connection",
      "cut",
      { code: "outbound_unreachable", retry: true, message: /AI provider could not be reached/ },
    ],
    [
      "cuts the connection in the middle",
      "cut-in-body",
      { code: "outbound_unreachable", retry: true, message: /connection broke/ },
    ],
    ["sends a web page", "not-json", { code: "ai_answer_invalid", retry: false, message: /not JSON/ }],
    ["has nothing to say", "empty", { code: "ai_answer_invalid", retry: false, message: /no content/ }],
    ["gives no choice", "no-choices", { code: "ai_answer_invalid", retry: false, message: /no content/ }],
    ["declines", "refusal", { code: "ai_answer_invalid", retry: false, message: /refused: I can't help/ }],
    [
      "sends ten megabytes",
      "huge",
      { code: "outbound_too_large", retry: false, message: /AI provider's answer is larger/ },
    ],
  ];

  it.each(cases)("%s", async (_, behaviour, expected) => {
    const { error, fake } = await outcome(behaviour);
    expect({ code: error?.code, retry: error?.retry }).toEqual({
      code: expected.code,
      retry: expected.retry,
    });
    expect(error?.message).toMatch(expected.message);
    expect(error?.message).not.toContain(FAKE_API_KEY);
    expect(error?.message).not.toContain("secret internals");
    const { requests, violations } = await fake.log();
    expect(violations).toEqual([]);
    expect(requests).toBe(["empty", "no-choices"].includes(behaviour) ? 2 : 1);
  });

  it("says when to come back", async () => {
    const { error } = await outcome("limited-until-30");
    expect(error).toMatchObject({ retry: true, headers: { "Retry-After": "30" } });
  });

  it("redirects to a private address, and is not followed there", async () => {
    const fake = fakeAi("redirect");
    const asked: string[] = [];
    // As in production nothing private may be called; only the first address stands for a public one.
    const strict = outboundFetch({ allowPrivateNetworkEndpoints: false }, (url, init) => {
      asked.push(url);
      return fetch(url.replace("https://ai.example.com", fake.base), init);
    });
    const { error } = await outcomeOf(strict, "https://ai.example.com");
    expect(error).toMatchObject({ code: "outbound_refused", retry: false });
    expect(error?.message).toContain("169.254.169.254");
    expect(asked).toEqual(["https://ai.example.com/v1/chat/completions"]);
  });

  it("is not reached where the deployment forbids it", async () => {
    const fake = fakeAi("good");
    const { error } = await outcomeOf(outboundFetch({ allowPrivateNetworkEndpoints: false }), fake.base);
    expect(error).toMatchObject({ code: "outbound_refused" });
    expect((await fake.log()).requests).toBe(0);
  });
});

async function outcomeOf(outbound: Outbound, base: string): Promise<{ error?: AppError }> {
  try {
    await ask(outbound, provider(base), await question());
    return {};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { error };
  }
}
