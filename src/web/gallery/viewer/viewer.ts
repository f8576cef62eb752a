/**
 * The viewer: a picture of the wall, large, over the page. Each picture is an entry of the history under the
 * address of its own page, so that Back, reload and sharing do what they say.
 */
import { plain, type Wall } from "../wall/grow.ts";
import { enlarged } from "./enlarge.ts";
import { transition } from "./transition.ts";
import { zoom } from "./zoom.ts";

interface Entry {
  /** Address of the picture's page. */
  picture: string;
  /** Entries between it and the wall. */
  depth: number;
}

export function viewer(wall: Wall): void {
  const template = document.querySelector<HTMLTemplateElement>("#viewer");
  const dialog = template?.content.querySelector("dialog");
  const frame = dialog?.querySelector<HTMLElement>(".frame");
  if (!dialog || !frame || location.pathname !== "/gallery") return;
  const part = (name: string) => dialog.querySelector<HTMLElement>(name);
  let title = "";
  let shown: HTMLAnchorElement | undefined;
  const zoomed = zoom(frame, { swipe: (direction) => void step(direction), dismiss: leave });

  const tiles = () => [...wall.main.querySelectorAll<HTMLAnchorElement>(".wall a:has(img)")];
  const entry = (): Entry | null => (history.state?.picture ? history.state : null);

  function open(): void {
    if (!dialog) return;
    // Not before: it would be laid out, and the page with it, for every visitor who opens nothing.
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
  }

  function show(tile: HTMLAnchorElement): void {
    const opening = !dialog?.open;
    const update = () => {
      const { picture, image } = enlarged(tile);
      frame?.replaceChildren(picture);
      zoomed.reset(image);
      part(".about")?.replaceChildren(
        ...[...(tile.querySelector(".caption")?.childNodes ?? [])].map((node) => node.cloneNode(true)),
      );
      part("a")?.setAttribute("href", tile.href);
      if (opening) open();
      return image;
    };
    if (opening) {
      title = document.title;
      transition(tile.querySelector("img"), update);
    } else update();
    document.title = tile.querySelector("b")?.textContent ?? title;
    shown = tile;
    const all = tiles();
    const at = all.indexOf(tile);
    for (const side of [-1, 1] as const) {
      const near = all[at + side];
      part(side < 0 ? ".prev" : ".next")?.toggleAttribute("disabled", side < 0 && !near);
      if (near) enlarged(near);
    }
  }

  function hide(): void {
    const tile = shown;
    if (!dialog?.open || !tile) return;
    shown = undefined;
    document.title = title;
    tile.scrollIntoView({ block: "nearest" });
    transition(frame?.querySelector("img") ?? null, () => {
      dialog.close();
      tile.focus({ preventScroll: true });
      return tile.querySelector("img");
    });
  }

  function visit(tile: HTMLAnchorElement): void {
    history.pushState(
      { picture: tile.href, depth: (entry()?.depth ?? 0) + 1 } satisfies Entry,
      "",
      tile.href,
    );
    show(tile);
  }

  async function step(direction: -1 | 1): Promise<void> {
    if (!shown) return;
    const here = shown;
    const at = () => tiles()[tiles().indexOf(here) + direction];
    const next = at() ?? (direction > 0 && (await wall.more()) ? at() : undefined);
    wall.watch();
    if (next && shown === here) visit(next);
  }

  function leave(): void {
    history.go(-(entry()?.depth ?? 0));
  }

  wall.main.addEventListener("click", (event) => {
    const tile =
      event.target instanceof Element && event.target.closest<HTMLAnchorElement>(".wall a:has(img)");
    if (!tile || !plain(event)) return;
    event.preventDefault();
    visit(tile);
  });
  addEventListener("popstate", () => {
    const picture = entry()?.picture;
    const tile = tiles().find(({ href }) => href === picture);
    if (tile) show(tile);
    else if (picture) location.reload();
    else hide();
  });
  dialog.oncancel = (event) => {
    event.preventDefault();
    leave();
  };
  dialog.onclick = ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    if (button) button.matches(".close") ? leave() : void step(button.matches(".prev") ? -1 : 1);
  };
  dialog.onkeydown = (event) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const factor = { "+": 1.5, "=": 1.5, "-": 1 / 1.5, "0": 0 }[event.key];
    if (direction) void step(direction > 0 ? 1 : -1);
    else if (factor !== undefined) zoomed.by(factor);
    else return;
    event.preventDefault();
  };
}
