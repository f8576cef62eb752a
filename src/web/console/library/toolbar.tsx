/** Search, filters, order and look of the library. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Icon } from "../parts/icon.tsx";
import { setQuery } from "../routing/location.ts";
import { may } from "../session/session.ts";
import { afterPaint } from "../state/after-paint.ts";
import { t } from "../words/words.ts";
import type { Look } from "./board.tsx";
import { type Filters, isFiltered, STATUSES, TYPES, writeFilters } from "./filters.ts";
import { formatName } from "./item.ts";

/** Typing pauses this long before it is searched for. */
const TYPED_MILLISECONDS = 250;

const ORDERS = [
  ["createdAt desc", "order.newest"],
  ["createdAt asc", "order.oldest"],
  ["size desc", "order.largest"],
  ["size asc", "order.smallest"],
] as const;

interface Props {
  filters: Filters;
  look: Look;
  setLook: (look: Look) => void;
  /** Says what there is, at the end of the line. */
  children: ReactNode;
  /** Into the list, which may still be the one of before. */
  onLeaveSearch: (isNew: boolean) => void;
}

export function Toolbar({ filters, look, setLook, children, onLeaveSearch }: Props) {
  const [pressed, press] = useState(look);
  const change = (changes: Partial<Filters>) =>
    setQuery({ ...writeFilters({ ...filters, ...changes }), page: null, pageSize: null });
  return (
    <div className="toolbar">
      <div className="toolbar-line">
        <SearchField value={filters.query} onChange={(query) => change({ query })} onLeave={onLeaveSearch} />
        <div className="segmented look" role="group" aria-label={t("look")}>
          {(["grid", "table"] as const).map((each) => (
            <button
              key={each}
              type="button"
              title={t(`look.${each}`)}
              aria-label={t(`look.${each}`)}
              aria-pressed={pressed === each}
              onClick={() => {
                press(each);
                afterPaint(() => setLook(each));
              }}
            >
              <Icon name={each} />
            </button>
          ))}
        </div>
        {may("assets.create") && (
          <a className="button primary upload-button" href="/assets/upload">
            <Icon name="upload" /> {t("nav.upload")}
          </a>
        )}
      </div>
      <div className="toolbar-line filters">
        <select
          aria-label={t("fact.status")}
          value={filters.status}
          onChange={(event) => change({ status: event.currentTarget.value as Filters["status"] })}
        >
          <option value="">{t("filter.anyStatus")}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {t(`status.${status}`)}
            </option>
          ))}
        </select>
        <select
          aria-label={t("fact.type")}
          value={filters.contentType}
          onChange={(event) => change({ contentType: event.currentTarget.value })}
        >
          <option value="">{t("filter.anyType")}</option>
          <option value="image/*">{t("filter.images")}</option>
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {formatName(type)}
            </option>
          ))}
        </select>
        <select
          aria-label={t("order")}
          value={`${filters.orderBy} ${filters.orderDirection}`}
          onChange={(event) => {
            const [orderBy, orderDirection] = event.currentTarget.value.split(" ");
            change({
              orderBy: orderBy === "size" ? "size" : "createdAt",
              orderDirection: orderDirection === "asc" ? "asc" : "desc",
            });
          }}
        >
          {ORDERS.map(([value, word]) => (
            <option key={value} value={value}>
              {t(word)}
            </option>
          ))}
        </select>
        {isFiltered(filters) && (
          <button
            type="button"
            className="inline-button"
            onClick={() => change({ query: "", contentType: "", status: "" })}
          >
            {t("filter.reset")}
          </button>
        )}
        {children}
      </div>
    </div>
  );
}

function SearchField({
  value,
  onChange,
  onLeave,
}: {
  value: string;
  onChange: (query: string) => void;
  onLeave: (isNew: boolean) => void;
}) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  function send(query: string) {
    clearTimeout(timer.current);
    sent.current = query;
    onChange(query);
  }
  return (
    <search className="search-field">
      <Icon name="search" />
      <input
        type="search"
        aria-label={t("search")}
        placeholder={t("search")}
        value={typed}
        maxLength={1000}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => send(text), TYPED_MILLISECONDS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            onLeave(typed !== value);
            send(typed);
          } else if (event.key === "Escape" && typed !== "") {
            event.preventDefault();
            setTyped("");
            send("");
          }
        }}
      />
      <span className="key-hint">/</span>
    </search>
  );
}
