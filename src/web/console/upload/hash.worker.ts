/** SHA-256 beside the page, so that a folder of large files never makes it stutter. */
addEventListener("message", async ({ data: { id, file } }: MessageEvent<{ id: number; file: Blob }>) => {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    postMessage({ id, hex });
  } catch (thrown) {
    postMessage({ id, error: String(thrown) });
  }
});
