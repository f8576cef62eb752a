/** The switch between light and dark; the shell's own line applies the choice before the first paint. */
export function themeSwitch(): void {
  const root = document.documentElement;
  const button = document.querySelector<HTMLButtonElement>(".theme");
  if (button === null) return;
  button.hidden = false;
  button.onclick = () => {
    const system = matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light";
    const theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.theme = theme;
    } catch {
      // A browser that keeps nothing forgets the choice with the page.
    }
  };
}
