/** The picture itself, as large as there is room; before it is there, its thumbnail in the same place. */
import { useEffect, useState } from "react";
import type { Detail, Item } from "../api/library.ts";
import { Icon } from "../parts/icon.tsx";
import { callForBytes } from "../session/call.ts";
import { sentenceOf } from "../session/failure.ts";

export function PictureView({ item, detail }: { item: Item; detail: Detail | undefined }) {
  const { source, problem } = useSource(item, detail);
  const ratio = item.width && item.height ? item.width / item.height : 1;
  return (
    <div className="picture-view" style={{ "--r": ratio } as Record<string, number>}>
      {source || item.thumbnailUrl ? (
        <img
          src={source ?? item.thumbnailUrl ?? ""}
          alt={detail?.altText ?? ""}
          width={item.width ?? undefined}
          height={item.height ?? undefined}
        />
      ) : (
        <Icon name="image" />
      )}
      {problem && <p role="alert">{problem}</p>}
    </div>
  );
}

/** A public picture is at its address; a private one is fetched as who one is, and leaves no link behind. */
export function useSource(
  item: Pick<Item, "id">,
  detail: Detail | undefined,
): { source: string | null; problem: string | null } {
  const [fetched, setFetched] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isPrivate = detail !== undefined && detail.publicUrl === null;
  const { id } = item;
  useEffect(() => {
    if (!isPrivate) return;
    const ending = new AbortController();
    let url: string | null = null;
    callForBytes(`/api/v1/assets/${id}/content`, ending.signal).then(
      (bytes) => {
        url = URL.createObjectURL(bytes);
        setFetched(url);
      },
      (thrown: unknown) => {
        if (!ending.signal.aborted) setProblem(sentenceOf(thrown));
      },
    );
    return () => {
      ending.abort();
      if (url !== null) URL.revokeObjectURL(url);
      setFetched(null);
    };
  }, [id, isPrivate]);
  return { source: detail?.publicUrl ?? (isPrivate ? fetched : null), problem };
}
