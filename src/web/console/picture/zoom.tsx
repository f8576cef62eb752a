/** The picture large, and larger: wheel, pinch, double click and the plus and minus keys. */
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Detail } from "../api/library.ts";
import { IconButton } from "../parts/button.tsx";
import { number, t } from "../words/words.ts";
import { useSource } from "./picture-view.tsx";

const LARGEST = 8;
const STEP = 1.4;

interface View {
  scale: number;
  x: number;
  y: number;
}

const WHOLE: View = { scale: 1, x: 0, y: 0 };

export function Zoom({ detail }: { detail: Detail }) {
  const [view, setView] = useState(WHOLE);
  const stage = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const { source, problem } = useSource(detail, detail);
  const ratio = detail.width && detail.height ? detail.width / detail.height : 1;

  /** Grows around a point, which stays where it is. */
  function zoomBy(factor: number, clientX?: number, clientY?: number): void {
    const box = stage.current?.getBoundingClientRect();
    if (!box) return;
    const px = (clientX ?? box.left + box.width / 2) - box.left - box.width / 2;
    const py = (clientY ?? box.top + box.height / 2) - box.top - box.height / 2;
    setView((now) => {
      const scale = Math.min(LARGEST, Math.max(1, now.scale * factor));
      const grown = scale / now.scale;
      return kept({ scale, x: px - (px - now.x) * grown, y: py - (py - now.y) * grown }, box);
    });
  }

  // A wheel listener has to say that it may stop the scrolling, which React's can't.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `zoomBy` works on refs and the state's own past
  useEffect(() => {
    const element = stage.current;
    function wheel(event: WheelEvent) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 200), event.clientX, event.clientY);
    }
    element?.addEventListener("wheel", wheel, { passive: false });
    return () => element?.removeEventListener("wheel", wheel);
  }, []);

  function move(event: PointerEvent): void {
    const before = fingers.current.get(event.pointerId);
    const box = stage.current?.getBoundingClientRect();
    if (!before || !box) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      const factor =
        Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
      zoomBy(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else {
      setView(({ scale, x, y }) => kept({ scale, x: x + now.x - before.x, y: y + now.y - before.y }, box));
    }
  }

  return (
    <div className="zoom" style={{ "--r": ratio } as Record<string, number>}>
      <div
        ref={stage}
        className={view.scale > 1 ? "stage zoomed" : "stage"}
        tabIndex={0}
        role="group"
        aria-label={t("picture.stage")}
        onDoubleClick={(event) =>
          view.scale > 1 ? setView(WHOLE) : zoomBy(STEP * STEP * STEP, event.clientX, event.clientY)
        }
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
          if (view.scale > 1 || fingers.current.size > 1)
            event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={move}
        onPointerUp={(event) => fingers.current.delete(event.pointerId)}
        onPointerCancel={(event) => fingers.current.delete(event.pointerId)}
        onKeyDown={(event) => {
          if (event.key === "+" || event.key === "=") zoomBy(STEP);
          else if (event.key === "-") zoomBy(1 / STEP);
          else if (event.key === "0") setView(WHOLE);
          else return;
          event.preventDefault();
        }}
      >
        {(source ?? detail.thumbnailUrl) && (
          <img
            src={source ?? detail.thumbnailUrl ?? ""}
            alt={detail.altText ?? ""}
            width={detail.width ?? undefined}
            height={detail.height ?? undefined}
            draggable={false}
            style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
          />
        )}
        {problem && <p role="alert">{problem}</p>}
      </div>
      <div className="zoom-tools">
        <IconButton
          icon="minus"
          label={t("zoom.out")}
          onClick={() => zoomBy(1 / STEP)}
          disabled={view.scale <= 1}
        />
        <span className="figure">{number(Math.round(view.scale * 100))} %</span>
        <IconButton
          icon="plus"
          label={t("zoom.in")}
          onClick={() => zoomBy(STEP)}
          disabled={view.scale >= LARGEST}
        />
      </div>
    </div>
  );
}

/** The picture never leaves its stage. */
function kept({ scale, x, y }: View, box: DOMRect): View {
  const farX = ((scale - 1) * box.width) / 2;
  const farY = ((scale - 1) * box.height) / 2;
  return { scale, x: Math.max(-farX, Math.min(farX, x)), y: Math.max(-farY, Math.min(farY, y)) };
}
