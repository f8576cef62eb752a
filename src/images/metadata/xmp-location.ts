import { bytesOf, latin1 } from "../bytes.ts";

/**
 * Property names that say where a picture was taken: exif:GPS*, Iptc4xmpCore:Location and CountryCode,
 * Iptc4xmpExt:LocationCreated and LocationShown, photoshop:City, State and Country, and the makers' own
 * (drone-dji:GpsLatitude, Camera:…).
 */
const LOCATION_NAME =
  "[\\w.-]*(?:gps|latitude|longitude|altitude|location|geotag|countrycode)[\\w.-]*|city|state|country|sublocation";
const ATTRIBUTE = new RegExp(
  `\\b(?!xmlns:)[\\w.-]+:(?:${LOCATION_NAME})\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`,
  "gi",
);
const ELEMENT = new RegExp(`<([\\w.-]+:(?:${LOCATION_NAME}))(?:\\s[^<>]*)?>[^<]*</\\1\\s*>`, "gi");
const EMPTY_ELEMENT = new RegExp(`<[\\w.-]+:(?:${LOCATION_NAME})(?:\\s[^<>]*)?/>`, "gi");
const ANY_MENTION = new RegExp(`[:<](?:${LOCATION_NAME})\\b|gps|latitude|longitude`, "i");

/** Names of namespaces: they may speak of places, but name none. */
const NAMESPACE = /\bxmlns:[\w.-]+\s*=\s*(?:"[^"]*"|'[^']*')/g;

const EMPTY_PACKET = '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>';

const spaces = (text: string) => " ".repeat(text.length);

/**
 * Takes the location out of an XMP packet and leaves its length as it is. Simple properties become spaces; when
 * any mention is left (a structure, another encoding), the whole packet becomes an empty one.
 *
 * @returns the same array when the packet holds no location
 */
export function withoutXmpLocation(packet: Uint8Array): Uint8Array {
  const text = latin1(packet);
  // UTF-16 and UTF-32 packets have zeros between the letters, so their names cannot be looked for.
  const readable = !text.includes("\0");
  if (readable && !mentionsPlace(text)) return packet;
  const blanked = text.replace(ATTRIBUTE, spaces).replace(ELEMENT, spaces).replace(EMPTY_ELEMENT, spaces);
  return readable && !mentionsPlace(blanked) ? bytesOf(blanked) : emptyPacket(packet.length);
}

function mentionsPlace(text: string): boolean {
  return ANY_MENTION.test(text.replace(NAMESPACE, ""));
}

/** A packet that says nothing, of the given length; of spaces alone when even that does not fit. */
export function emptyPacket(length: number): Uint8Array {
  return bytesOf(EMPTY_PACKET.length <= length ? EMPTY_PACKET.padEnd(length) : " ".repeat(length));
}
