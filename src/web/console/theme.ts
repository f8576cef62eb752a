/** Runs before the first paint, so that a chosen theme doesn't flash; it shares the gallery's setting. */
try {
  document.documentElement.dataset.theme = localStorage.theme ?? "";
} catch {
  // Without storage the system's theme holds.
}
