/**
 * Loaded before a command (`node --import`), in plain JavaScript: an older Node cannot even read the command's
 * TypeScript, and should say so in one sentence. On Linux and Windows npm brings the project's own Node along.
 */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

// 22.18 is the first Node that runs TypeScript by itself.
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `NekoHub needs Node 22.18 or newer, this is ${process.versions.node}. ` +
      "Run it through npm (`npm ci`, then `npm start`), or install a newer Node from https://nodejs.org.",
  );
  process.exit(1);
}
