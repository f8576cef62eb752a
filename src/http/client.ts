/** Where a request comes from. */
import type { Context } from "hono";
import type { Client } from "../auth/sign-in.ts";

/** A user agent is shown to people in their list of sign-ins; nobody needs more of it. */
const MAX_USER_AGENT = 256;

/**
 * Cloudflare sets `CF-Connecting-IP` and nobody else can. One customer has a whole IPv6 /64, so that is what counts
 * as an address there.
 */
export function clientOf(c: Context): Client {
  const address = c.req.header("cf-connecting-ip")?.trim() ?? "";
  return {
    address: address.includes(":") ? networkOf(address) : address,
    userAgent: c.req.header("user-agent")?.slice(0, MAX_USER_AGENT) ?? null,
  };
}

/** The first 64 bits of an IPv6 address: `2001:db8::1` gives `2001:db8:0:0::/64`. */
function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
