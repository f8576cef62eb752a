import { stripVTControlCharacters } from "node:util";

/**
 * What wrangler prints for its own sake, and the Worker's line for each request, as wrangler has one too.
 * `block` also drops the lines that belong to it.
 */
const NOISE: { line: RegExp; block?: "until blank" | "indented" }[] = [
  { line: /^Your Worker has access to the following bindings/, block: "until blank" },
  { line: /Scheduled Workers are not automatically triggered/, block: "indented" },
  { line: /^Using (secrets|vars) defined in / },
  { line: /^⎔ (Starting|Connection|Local server updated)/ },
  { line: /^\[wrangler:info\] (Ready on|Updated and ready on)/ },
  { line: /^\{"level":"info","message":"request"/ },
  { line: /^Cloudflare collects anonymous telemetry/ },
];

/** Keeps request lines, the Worker's own log and errors; made once for each stream, as a block spans lines. */
export function calm(print: (line: string) => void): (line: string) => void {
  let within: "until blank" | "indented" | undefined;
  let blank = true;
  return (line) => {
    const plain = stripVTControlCharacters(line).trimEnd();
    if (within === "until blank") {
      if (plain === "") within = undefined;
      return;
    }
    if (within === "indented" && (plain === "" || plain.startsWith(" "))) return;
    within = undefined;
    const noise = NOISE.find((one) => one.line.test(plain));
    if (noise) {
      within = noise.block;
      return;
    }
    if (plain === "" && blank) return; // never begins with, nor doubles, an empty line
    blank = plain === "";
    print(line.replace("[wrangler:info] ", ""));
  };
}
