import { describe, expect, it } from "vitest";
import { AppError } from "../../src/errors.ts";
import { assertCallable, outboundFetch } from "../../src/net/outbound.ts";

const STRICT = { allowPrivateNetworkEndpoints: false };
const OPEN = { allowPrivateNetworkEndpoints: true };

const REFUSED = [
  // not https
  "http://api.example.com/",
  "ftp://api.example.com/",
  "file:///etc/passwd",
  "data:text/plain,hello",
  "javascript:alert(1)",
  "ws://api.example.com/",
  // credentials
  "https://user:password@api.example.com/",
  "https://user@api.example.com/",
  "https://api.openai.com@127.0.0.1/",
  // loopback in every spelling
  "https://127.0.0.1/",
  "https://127.0.0.1:8443/v1",
  "https://127.0.0.1./",
  "https://127.1/",
  "https://127.0.1/",
  "https://127.255.255.254/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0x7f.1/",
  "https://0x7f.0.0.0x1/",
  "https://0177.0.0.1/",
  "https://017700000001/",
  "https://%31%32%37.0.0.1/",
  "https://１２７.0.0.1/",
  "https://127。0。0。1/",
  "https:\\\\127.0.0.1\\",
  "https:127.0.0.1",
  "https://0/",
  "https://0.0.0.0/",
  // private and special networks
  "https://10.0.0.1/",
  "https://10.255.255.255/",
  "https://0xa000001/",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://0300.0250.1.1/",
  "https://100.64.0.1/",
  "https://100.100.100.200/",
  "https://169.254.169.254/latest/meta-data/",
  "https://2852039166/",
  "https://0xa9fea9fe/",
  "https://169.254.43518/",
  "https://168.63.129.16/",
  "https://192.0.0.192/",
  "https://192.0.2.1/",
  "https://198.18.0.1/",
  "https://198.51.100.1/",
  "https://203.0.113.1/",
  "https://224.0.0.1/",
  "https://240.0.0.1/",
  "https://255.255.255.255/",
  // IPv6
  "https://[::]/",
  "https://[::1]/",
  "https://[0:0:0:0:0:0:0:1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[0:0:0:0:0:ffff:169.254.169.254]/",
  "https://[::127.0.0.1]/",
  "https://[64:ff9b::127.0.0.1]/",
  "https://[64:ff9b:1::1]/",
  "https://[2002:7f00:1::]/",
  "https://[2001::1]/",
  "https://[2001:db8::1]/",
  "https://[3fff::1]/",
  "https://[fc00::1]/",
  "https://[fd00:ec2::254]/",
  "https://[fe80::1]/",
  "https://[fec0::1]/",
  "https://[ff02::1]/",
  "https://[100::1]/",
  "https://[5f00::1]/",
  // names of the inside
  "https://localhost/",
  "https://LOCALHOST./",
  "https://localhost../",
  "https://ｌｏｃａｌｈｏｓｔ/",
  "https://api.localhost/",
  "https://metadata/",
  "https://metadata.google.internal/computeMetadata/v1/",
  "https://METADATA.GOOGLE.INTERNAL./",
  "https://printer.local/",
  "https://nas.lan/",
  "https://router.home.arpa/",
  "https://127.0.0.1.nip.io/",
  "https://app.localtest.me/",
];

const CALLED = [
  "https://api.openai.com/v1",
  "https://api.openai.com./v1",
  "https://8.8.8.8/",
  "https://1.1.1.1:8443/",
  "https://[2606:4700:4700::1111]/",
  "https://172.32.0.1/",
  "https://100.128.0.1/",
  "https://internal.example.com/",
  "https://localhost.example.com/",
];

function refusal(settings: typeof STRICT, address: string): string | null {
  try {
    assertCallable(settings, new URL(address));
    return null;
  } catch (error) {
    return error instanceof AppError ? error.code : "something else";
  }
}

describe("addresses", () => {
  it.each(REFUSED)("refuses %s", (address) => {
    expect(refusal(STRICT, address)).toBe("outbound_refused");
  });

  it.each(CALLED)("calls %s", (address) => {
    expect(refusal(STRICT, address)).toBeNull();
  });

  it("has seen at least sixty refused forms", () => {
    expect(new Set(REFUSED).size).toBeGreaterThanOrEqual(60);
  });

  it("calls loopback and plain http where the deployment says so, but never with credentials", () => {
    expect(refusal(OPEN, "http://127.0.0.1:11434/v1")).toBeNull();
    expect(refusal(OPEN, "http://user:password@127.0.0.1:11434/v1")).toBe("outbound_refused");
    expect(refusal(OPEN, "file:///etc/passwd")).toBe("outbound_refused");
  });

  it("refuses before anything is sent", async () => {
    const fetching = outboundFetch(STRICT);
    await expect(fetching("https://0x7f.1/")).rejects.toMatchObject({
      code: "outbound_refused",
      message: expect.stringContaining("ALLOW_PRIVATE_NETWORK_ENDPOINTS"),
    });
    await expect(fetching("no address")).rejects.toMatchObject({ code: "outbound_refused" });
  });
});
