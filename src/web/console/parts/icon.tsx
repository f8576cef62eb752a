/** The icons: 20 × 20, drawn with one stroke. */
const PATHS = {
  grid: "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12",
  upload: "M10 14V3M5.5 7.5L10 3l4.5 4.5M3 14v3h14v-3",
  flow: "M3 3h5v5H3zM12 12h5v5h-5zM8 5.5h3.5v9H12",
  storage: "M3 5c0-3 14-3 14 0v10c0 3-14 3-14 0zM3 5c0 3 14 3 14 0",
  spark: "M10 2l1.8 6.2L18 10l-6.2 1.8L10 18l-1.8-6.2L2 10l6.2-1.8z",
  settings:
    "M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM10 2v3M10 15v3M2 10h3M15 10h3M4.3 4.3l2.2 2.2M13.5 13.5l2.2 2.2M15.7 4.3l-2.2 2.2M6.5 13.5l-2.2 2.2",
  people: "M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3 17.5c.5-7 13.5-7 14 0",
  key: "M12.5 2.5a5 5 0 1 0 .5 9.9L10 12l-6.5 5.5M6 15.5l2 2M9.5 9.5a.5.5 0 1 0 .01 0",
  audit: "M4 2.5h12v15H4zM7 6.5h6M7 10h6M7 13.5h4",
  account:
    "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM10 6a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM5 16c1-4.5 9-4.5 10 0",
  search: "M9 3a6 6 0 1 0 0 12A6 6 0 0 0 9 3zM13.5 13.5L17.5 17.5",
  close: "M4.5 4.5l11 11M15.5 4.5l-11 11",
  check: "M4 10.5l4 4 8-9",
  lock: "M4.5 9h11v8h-11zM7 9V6.5c0-4 6-4 6 0V9",
  globe: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM2 10h16M10 2c-5 5-5 11 0 16M10 2c5 5 5 11 0 16",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  down: "M5 7.5l5 5 5-5",
  left: "M12.5 4l-6 6 6 6",
  right: "M7.5 4l6 6-6 6",
  copy: "M7 7h10v10H7zM13 7V3H3v10h4",
  link: "M8.5 11.5a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1.5 1.5M11.5 8.5a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1.5-1.5",
  trash: "M3 5.5h14M8 5V3h4v2M5 5.5l1 12h8l1-12M8.5 9v5M11.5 9v5",
  retry: "M16 7a7 7 0 1 0 1 5M16.5 2.5V7H12",
  pause: "M7 4v12M13 4v12",
  play: "M6 4l10 6-10 6z",
  edit: "M3.5 16.5l1-4L13 4l3 3-8.5 8.5zM11 6l3 3",
  download: "M10 3v10M5.5 9L10 13.5 14.5 9M3 16.5h14",
  eye: "M2 10c4-7 12-7 16 0-4 7-12 7-16 0zM10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  image: "M3 4h14v12H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 7.5h.01",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  warning: "M10 3L18 17H2zM10 8.5v4M10 14.7v.01",
  out: "M8 3H3v14h5M13 6l4 4-4 4M17 10H8",
  theme: "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14",
  help: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM7.7 7.7c.3-3 5-2.7 4.7.2-.2 1.800-2.400 1.7-2.400 3.600M10 14.200v.01",
  folder: "M2.5 5h5l2 2h8v9h-15z",
  file: "M5 2.5h7l3 3v12H5zM12 2.5v3h3",
  gallery: "M2.5 5.5h4.5v9H2.5zM9 3.5h8.5v13H9z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Cat() {
  return (
    <svg className="cat" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3 2l6 5h6l6-5v14l-5 6H8l-5-6z" />
      <path className="eyes" d="M6.5 12.5l4 1.2-3.4.8zm11 0l-4 1.2 3.4.8z" />
    </svg>
  );
}
