/**
 * Which hosts are the public internet. Everything else is somebody's inside: this machine, its network, the
 * cloud's metadata service, documentation, or reserved.
 *
 * The hostname must come from `new URL()`, which has already turned every odd spelling of an IPv4 address
 * (`0x7f.1`, `2130706433`, full-width digits, percent-encoding) into four decimal numbers and every IPv6 address
 * into its shortest form.
 */

/** IANA special-purpose registry (RFC 6890 and its updates), multicast, reserved, and Azure's wire server. */
const SPECIAL_IPV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
].map(ipv4Block);

/**
 * Only 2000::/3 is routed on the internet, so mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), unique local,
 * link-local and multicast addresses never get this far; of the rest these are special: IETF protocols with
 * Teredo, documentation, 6to4, documentation again.
 */
const PUBLIC_IPV6 = ipv6Block("2000::/3");
const SPECIAL_IPV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].map(ipv6Block);

/** Names that never leave a network: RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and what routers invent. */
const INSIDE_SUFFIXES = [
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "home.arpa",
  "test",
  "invalid",
  "onion",
];

/** Public names made to answer with whatever address they are asked for, loopback first of all. */
const POINTING_INSIDE = ["nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "localho.st"];

/** @returns why a host is not one to call, as the end of a sentence; null when it is public */
export function insideHost(hostname: string): string | null {
  const host = hostname.toLowerCase().replace(/\.+$/, "");
  if (host.startsWith("[")) return insideIpv6(host.slice(1, -1)) ? "is not a public address" : null;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return SPECIAL_IPV4.some((block) => block(ipv4(host))) ? "is not a public address" : null;
  }
  if (!host.includes(".")) return "is a name inside a network";
  if (under(host, INSIDE_SUFFIXES)) return "is a name inside a network";
  return under(host, POINTING_INSIDE) ? "is a name that points inside a network" : null;
}

function under(host: string, suffixes: string[]): boolean {
  return suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}

function insideIpv6(text: string): boolean {
  const address = ipv6(text);
  return !PUBLIC_IPV6(address) || SPECIAL_IPV6.some((block) => block(address));
}

function ipv4(text: string): bigint {
  return text.split(".").reduce((number, part) => number * 256n + BigInt(part), 0n);
}

/** As `new URL()` writes it: groups in hexadecimal, at most one `::`. */
function ipv6(text: string): bigint {
  const [before = "", after] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [head, tail] = [groups(before), groups(after ?? "")];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail].reduce((number, group) => number * 65_536n + BigInt(`0x${group}`), 0n);
}

type Block = (address: bigint) => boolean;

function ipv4Block(cidr: string): Block {
  const [address = "", bits] = cidr.split("/");
  return block(ipv4(address), 32, Number(bits));
}

function ipv6Block(cidr: string): Block {
  const [address = "", bits] = cidr.split("/");
  return block(ipv6(address), 128, Number(bits));
}

function block(network: bigint, width: number, bits: number): Block {
  const shift = BigInt(width - bits);
  return (address) => address >> shift === network >> shift;
}
