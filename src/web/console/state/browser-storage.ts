/** What this browser remembers. Storage may be forbidden or full: then it remembers less, and nothing breaks. */
const PREFIX = "nekohub.";

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch (thrown) {
    console.warn("This browser keeps nothing between visits:", thrown);
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Calls back when another tab changes the value. */
export function onRemembered(name: string, changed: (value: string | null) => void): void {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === PREFIX + name || key === null) changed(newValue);
  });
}
