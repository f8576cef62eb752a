/** The picture itself, as large as there is room; before it is there, its thumbnail in the same place. */
import { useEffect, useState } from "react";
import type { Detail, Item } from "../api/library.ts";
import { signedLink } from "../api/library.ts";
import { Icon } from "../parts/icon.tsx";
import { sentenceOf } from "../session/failure.ts";

/** Long enough to look at it, short enough not to be a share link. */
const LOOKED_AT_SECONDS = 900;

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

/** A public picture is at its address; a private one at a signed one, made for this look. */
export function useSource(
  item: Pick<Item, "id">,
  detail: Detail | undefined,
): { source: string | null; problem: string | null } {
  const [signed, setSigned] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isPrivate = detail !== undefined && detail.publicUrl === null;
  const { id } = item;
  useEffect(() => {
    if (!isPrivate) return;
    let stale = false;
    signedLink(id, LOOKED_AT_SECONDS).then(
      ({ url }) => !stale && setSigned(url),
      (thrown: unknown) => !stale && setProblem(sentenceOf(thrown)),
    );
    return () => {
      stale = true;
    };
  }, [id, isPrivate]);
  return { source: detail?.publicUrl ?? (isPrivate ? signed : null), problem };
}
