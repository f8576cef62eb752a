/** Zoom, pan and swipe with fingers, wheel and keys, over one element. */
export interface Gestures {
  /** -1 = to the one before, 1 = to the one after. */
  swipe(direction: -1 | 1): void;
  dismiss(): void;
}

const MOST = 8;
const TAP_SCALE = 2.5;
const TAP_MS = 300;
const SWIPE_PIXELS = 50;
const DISMISS_PIXELS = 90;
const TAP_PIXELS = 10;

export interface Zoom {
  /** Another picture, at its own size. */
  reset(picture: HTMLElement): void;
  /** By a factor, around the middle. */
  by(factor: number): void;
}

export function zoom(frame: HTMLElement, gestures: Gestures): Zoom {
  const fingers = new Map<number, PointerEvent>();
  let picture: HTMLElement | undefined;
  let scale = 1;
  let x = 0;
  let y = 0;
  let start: PointerEvent | undefined;
  let tapped = 0;

  function place(): void {
    if (!picture) return;
    if (scale > 1) {
      const room = (side: number) => (side * (scale - 1)) / 2;
      x = Math.max(-room(picture.offsetWidth), Math.min(room(picture.offsetWidth), x));
      y = Math.max(-room(picture.offsetHeight), Math.min(room(picture.offsetHeight), y));
    }
    picture.style.transform = scale === 1 && !x && !y ? "" : `translate(${x}px,${y}px) scale(${scale})`;
  }

  /** The point (from the frame's middle) stays where it is. */
  function scaleTo(wanted: number, px = 0, py = 0): void {
    const next = Math.max(1, Math.min(MOST, wanted));
    x = px - ((px - x) * next) / scale;
    y = py - ((py - y) * next) / scale;
    scale = next;
    if (scale === 1) x = y = 0;
    place();
  }

  const fromMiddle = ({ clientX, clientY }: MouseEvent): [number, number] => [
    clientX - frame.clientWidth / 2,
    clientY - frame.clientHeight / 2,
  ];
  const spread = () => {
    const [a, b] = fingers.values();
    return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
  };

  frame.onpointerdown = (event) => {
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    start = fingers.size === 1 ? event : undefined;
  };
  frame.onpointermove = (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const apart = spread();
    fingers.set(event.pointerId, event);
    if (fingers.size === 2) return scaleTo((scale * spread()) / (apart || 1), ...fromMiddle(event));
    x += event.clientX - before.clientX;
    y += event.clientY - before.clientY;
    place();
  };
  frame.onpointercancel = frame.onpointerup = (event) => {
    if (!fingers.delete(event.pointerId) || !start) return;
    const dx = event.clientX - start.clientX;
    const dy = event.clientY - start.clientY;
    start = undefined;
    if (event.type === "pointercancel" || scale > 1 || Math.hypot(dx, dy) < TAP_PIXELS) {
      if (event.type === "pointerup" && Math.hypot(dx, dy) < TAP_PIXELS) tap(event);
      else if (scale === 1) scaleTo(1);
      return;
    }
    scaleTo(1);
    if (Math.abs(dx) > Math.max(SWIPE_PIXELS, Math.abs(dy))) gestures.swipe(dx > 0 ? -1 : 1);
    else if (dy > DISMISS_PIXELS) gestures.dismiss();
  };
  frame.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      scaleTo(scale * Math.exp(-event.deltaY / 300), ...fromMiddle(event));
    },
    { passive: false },
  );

  function tap(event: PointerEvent): void {
    const again = event.timeStamp - tapped < TAP_MS;
    tapped = again ? 0 : event.timeStamp;
    if (again) scaleTo(scale > 1 ? 1 : TAP_SCALE, ...fromMiddle(event));
  }

  return {
    reset(shown) {
      picture = shown;
      scaleTo(1);
    },
    by(factor) {
      scaleTo(scale * factor);
    },
  };
}
