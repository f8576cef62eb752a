/** A tile's picture as the viewer shows it: the same renditions, chosen for the whole window. */
interface Enlarged {
  /** With its sources. */
  picture: HTMLElement;
  image: HTMLImageElement;
}

const made = new WeakMap<Element, Enlarged>();

/** Made once a tile; making it fetches it, so that a neighbour is there before it is asked for. */
export function enlarged(tile: HTMLElement): Enlarged {
  const known = made.get(tile);
  if (known) return known;
  const picture = document.createElement("picture");
  picture.append(...[...(tile.querySelector("picture")?.childNodes ?? [])].map((node) => node.cloneNode()));
  const image = picture.querySelector("img") ?? picture.appendChild(new Image());
  const width = image.getAttribute("width");
  const ratio = Number(width) / Number(image.getAttribute("height")) || 1;
  for (const source of picture.querySelectorAll("source")) source.sizes = `min(100vw, ${100 * ratio}vh)`;
  image.loading = "eager";
  image.style.setProperty("--r", String(ratio));
  if (width) image.style.setProperty("--w", `${width}px`);
  const enlarged = { picture, image };
  made.set(tile, enlarged);
  return enlarged;
}
