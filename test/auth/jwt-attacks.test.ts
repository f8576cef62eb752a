/**
 * What people try with a JWT, through the door: every forged, bent or borrowed token gets the documented code. Those
 * marked "signed" carry a true signature of the deployment's secret, so that only the rule under test refuses them.
 */
import { env } from "cloudflare:workers";
import { base64url } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { api, codeOf } from "../support/api.ts";
import { addPerson, me, signedIn } from "../support/people.ts";

type Members = Record<string, unknown>;

let good = "";
let header: Members = {};
let claims: Members = {};
let rsa: CryptoKeyPair;
const now = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  good = (await signedIn()).accessToken;
  const [head = "", payload = ""] = good.split(".");
  header = JSON.parse(atob(head));
  claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  rsa = (await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  )) as CryptoKeyPair;
});

const encode = (value: unknown) =>
  base64url.encode(typeof value === "string" ? value : JSON.stringify(value));

async function hmac(input: string, secret: string | ArrayBuffer, hash = "SHA-256"): Promise<string> {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash }, false, ["sign"]);
  return base64url.encode(
    new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(input))),
  );
}

/** A token with a true signature; header and payload may be JSON text of any shape. */
async function signed(head: unknown, payload: unknown, secret = env.JWT_SECRET): Promise<string> {
  const input = `${encode(head)}.${encode(payload)}`;
  return `${input}.${await hmac(input, secret)}`;
}

const withClaims = (more: Members) => signed(header, { ...claims, ...more });
const without = (name: string) => {
  const { [name]: _, ...rest } = claims;
  return signed(header, rest);
};
const withHeader = (more: Members) => signed({ ...header, ...more }, claims);
const unsigned = (head: Members) => `${encode(head)}.${encode(claims)}.`;
const parts = () => good.split(".") as [string, string, string];
const json = (members: Members) => JSON.stringify(members);

type Attack = [string, () => string | Promise<string>];

const noAlgorithm: Attack[] = ["none", "None", "NONE", "nOnE", "", " none", "none\u0000", "HS256 "].map(
  (alg) => [`algorithm ${JSON.stringify(alg)}, no signature`, () => unsigned({ ...header, alg })],
);

const algorithms: Attack[] = [
  [
    "algorithm none with the true signature left on",
    () => `${encode({ ...header, alg: "none" })}.${parts()[1]}.${parts()[2]}`,
  ],
  ["no algorithm at all, signed", () => signed({ typ: header.typ }, claims)],
  ["algorithm null, signed", () => withHeader({ alg: null })],
  ["algorithm as a list, signed", () => withHeader({ alg: ["HS256"] })],
  ["algorithm hs256 in lower case, signed", () => withHeader({ alg: "hs256" })],
  [
    "HS384, truly signed as such",
    async () => {
      const input = `${encode({ ...header, alg: "HS384" })}.${encode(claims)}`;
      return `${input}.${await hmac(input, env.JWT_SECRET, "SHA-384")}`;
    },
  ],
  [
    "HS512, truly signed as such",
    async () => {
      const input = `${encode({ ...header, alg: "HS512" })}.${encode(claims)}`;
      return `${input}.${await hmac(input, env.JWT_SECRET, "SHA-512")}`;
    },
  ],
  [
    "RS256 by the attacker's own key",
    async () => {
      const input = `${encode({ ...header, alg: "RS256" })}.${encode(claims)}`;
      const signature = await crypto.subtle.sign(
        "RSASSA-PKCS1-v1_5",
        rsa.privateKey,
        new TextEncoder().encode(input),
      );
      return `${input}.${base64url.encode(new Uint8Array(signature))}`;
    },
  ],
  [
    "HS256 keyed with a public RSA key",
    async () => {
      const input = `${encode(header)}.${encode(claims)}`;
      const spki = (await crypto.subtle.exportKey("spki", rsa.publicKey)) as ArrayBuffer;
      return `${input}.${await hmac(input, spki)}`;
    },
  ],
  ...["RS256", "PS256", "ES256", "EdDSA", "dir", "A256GCMKW"].map(
    (alg): Attack => [`HS256 signature called ${alg}`, () => withHeader({ alg })],
  ),
];

const keys: Attack[] = [
  ["another secret", () => signed(header, claims, "another-secret-of-more-than-32-characters")],
  ["an empty-looking secret", () => signed(header, claims, "\u0000")],
  ["the secret and a newline", () => signed(header, claims, `${env.JWT_SECRET}\n`)],
  ["the issuer's name for a secret", () => signed(header, claims, "NekoHub")],
  ["a key embedded as jwk, signed", () => withHeader({ jwk: { kty: "oct", k: encode("attacker") } })],
  ["a remote key set as jku, signed", () => withHeader({ jku: "https://attacker.example/keys.json" })],
  ["a certificate's address as x5u, signed", () => withHeader({ x5u: "https://attacker.example/cert.pem" })],
  ["a certificate as x5c, signed", () => withHeader({ x5c: ["MIIB"] })],
  ["a key id that climbs folders, signed", () => withHeader({ kid: "../../dev/null" })],
  ["a key id of SQL, signed", () => withHeader({ kid: "' UNION SELECT 'key' --" })],
  ["critical extensions, signed", () => withHeader({ crit: ["exp"], exp: 1 })],
  ["empty critical extensions, signed", () => withHeader({ crit: [] })],
  ["unencoded payload (b64 false), signed", () => withHeader({ b64: false, crit: ["b64"] })],
  ["compression (zip), signed", () => withHeader({ zip: "DEF" })],
];

const types: Attack[] = ["JWT", "jwt", "rt+jwt", "id+jwt", "at+JWT;x", "", null].map((typ) => [
  `type ${JSON.stringify(typ)}, signed`,
  () => withHeader({ typ }),
]);

const audiences: Attack[] = [
  ["another issuer, signed", () => withClaims({ iss: "Somebody" })],
  ["the issuer in another case, signed", () => withClaims({ iss: "nekohub" })],
  ["issuers as a list, signed", () => withClaims({ iss: ["NekoHub"] })],
  ["no issuer, signed", () => without("iss")],
  ["another audience, signed", () => withClaims({ aud: "NekoHub.Public" })],
  ["audiences as a list, signed", () => withClaims({ aud: ["NekoHub.Admin", "Other"] })],
  ["no audience, signed", () => without("aud")],
];

const times: Attack[] = [
  ["no expiry, signed", () => without("exp")],
  ["expiry as text, signed", () => withClaims({ exp: String(now + 600) })],
  ["expiry as a fraction, signed", () => withClaims({ exp: now + 600.5 })],
  [
    "expiry beyond all numbers, signed",
    () => signed(header, json({ ...claims, exp: 0 }).replace('"exp":0', '"exp":1e999')),
  ],
  ["an expiry far away, signed", () => withClaims({ exp: now + 10 * 365 * 86_400 })],
  ["an expiry one second beyond the lifetime, signed", () => withClaims({ iat: now, exp: now + 901 })],
  ["issued in the future, signed", () => withClaims({ iat: now + 120, exp: now + 600 })],
  ["no time of issue, signed", () => without("iat")],
  ["issued as text, signed", () => withClaims({ iat: "now" })],
  ["not yet valid, signed", () => withClaims({ nbf: now + 120 })],
  ["no not-before, signed", () => without("nbf")],
];

const subjects: Attack[] = [
  ["no subject, signed", () => without("sub")],
  ["a subject that is nobody, signed", () => withClaims({ sub: "01890000-0000-7000-8000-000000000000" })],
  ["a subject that is no uuid, signed", () => withClaims({ sub: "admin" })],
  ["a subject of SQL, signed", () => withClaims({ sub: "' OR 1=1 --" })],
  ["a subject as an object, signed", () => withClaims({ sub: { $ne: null } })],
  ["no session, signed", () => without("sid")],
  ["no token id, signed", () => without("jti")],
  ["a payload that is a list, signed", () => signed(header, [claims])],
  ["a payload that is null, signed", () => signed(header, "null")],
  ["a payload that is text, signed", () => signed(header, '"text"')],
  ["a payload that is no JSON, signed", () => signed(header, "{")],
  ["a nested object beside the claims, signed", () => withClaims({ more: { sub: "x" } })],
];

const members: Attack[] = [
  [
    "a subject twice, signed",
    () => signed(header, json(claims).replace("{", '{"sub":"01890000-0000-7000-8000-000000000000",')),
  ],
  [
    "a subject twice, once escaped, signed",
    () => signed(header, json(claims).replace("{", '{"s\\u0075b":"x",')),
  ],
  ["an expiry twice, signed", () => signed(header, json(claims).replace("{", `{"exp":${now - 9999},`))],
  ["an algorithm twice, signed", () => signed(json(header).replace("{", '{"alg":"none",'), claims)],
  ["a header that is a list, signed", () => signed([header], claims)],
  ["an empty header, signed", () => signed({}, claims)],
  [
    "a header with __proto__, signed",
    () => signed(json(header).replace("{", '{"__proto__":{"a":1},'), claims),
  ],
];

const encodings: Attack[] = [
  ["padding after the signature", () => `${good}=`],
  ["padding after the payload", () => `${parts()[0]}.${parts()[1]}=.${parts()[2]}`],
  ["stray bits in the signature", () => good.replace(/.$/, (last) => nextInSameByte(last))],
  ["plain base64 letters", () => `${good.slice(0, -3)}+/+`],
  ["a space inside", () => good.replace(".", ". ")],
  ["a tab before the signature", () => good.replace(/\.(?=[^.]*$)/, ".\t")],
  ["a percent escape", () => good.replace("eyJ", "%65yJ")],
  ["a NUL-looking escape at the end", () => `${good}%00`],
  ["no signature", () => `${parts()[0]}.${parts()[1]}.`],
  ["half a signature", () => good.slice(0, -20)],
  ["one changed letter of the signature", () => flip(good, good.length - 10)],
  ["one changed letter of the payload", () => flip(good, parts()[0].length + 20)],
  ["empty parts", () => ".."],
  ["the payload of another token", async () => swapPayload()],
  ["a megabyte of payload, signed", () => withClaims({ filler: "x".repeat(1_000_000) })],
  ["a megabyte of signature", () => `${good}${"A".repeat(1_000_000)}`],
  ["a token just over the length we read, signed", () => withClaims({ filler: "x".repeat(3500) })],
  ["ten thousand nested lists, signed", () => signed(header, `${"[".repeat(1000)}${"]".repeat(1000)}`)],
];

const ATTACKS = [
  ...noAlgorithm,
  ...algorithms,
  ...keys,
  ...types,
  ...audiences,
  ...times,
  ...subjects,
  ...members,
  ...encodings,
];

/** Another letter that decodes to the same byte: the last letter of 32 bytes carries two bits that mean nothing. */
function nextInSameByte(letter: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return alphabet[alphabet.indexOf(letter) ^ 1] ?? "";
}

function flip(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
}

async function swapPayload(): Promise<string> {
  const other = (await signedIn()).accessToken.split(".");
  return `${parts()[0]}.${other[1]}.${parts()[2]}`;
}

it("knows at least sixty attacks", () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ATTACKS.map(([name]) => name)).size).toBe(ATTACKS.length);
});

it("takes the token that all of them are bent from", async () => {
  expect((await me(good)).status).toBe(200);
  expect((await me(await signed(header, claims))).status).toBe(200);
});

describe("is refused on every kind of route", () => {
  it.each(ATTACKS)("%s", async (_, forge) => {
    const bearer = await forge();
    for (const path of ["/api/v1/auth/me", "/api/v1/assets"]) {
      const response = await api.get(path, { bearer });
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe("auth_unauthorized");
    }
  });
});

describe("a token that was good once", () => {
  it.each([
    ["an hour ago", 3600],
    ["just beyond the clock skew", 32],
  ])("and expired %s says so", async (_, seconds) => {
    const bearer = await withClaims({
      iat: now - 900 - seconds,
      nbf: now - 900 - seconds,
      exp: now - seconds,
    });
    for (const path of ["/api/v1/auth/me", "/api/v1/assets"])
      expect(await codeOf(await api.get(path, { bearer }))).toBe("auth_token_expired");
  });

  it("and expired within the clock skew still works", async () => {
    const bearer = await withClaims({ iat: now - 915, nbf: now - 915, exp: now - 15 });
    expect((await me(bearer)).status).toBe(200);
  });

  it("says that it expired only when its signature is true", async () => {
    const input = `${encode(header)}.${encode({ ...claims, exp: now - 3600 })}`;
    expect(await codeOf(await me(`${input}.${parts()[2]}`))).toBe("auth_unauthorized");
  });
});

it("gives no power that isn't in the database, whatever a signed token claims", async () => {
  const person = await addPerson();
  const bearer = await withClaims({ sub: person.id, role: "superAdmin", permission: ["users.read"] });
  expect(await codeOf(await api.get("/api/v1/users", { bearer }))).toBe("auth_forbidden");
});
