import type { JSX } from "preact";

const paths = {
  chevron: "M6 9l6 6 6-6",
  send: "M5 12h13M12.5 6.5 18 12l-5.5 5.5",
  clock: "M12 7.5V12l3 2M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16",
  sent: "M6 12.5l4 4 8-9",
  read: "M3 12.5l4 4 7-8M11 16l.5.5 8-9",
  failed: "M12 7v6M12 16.5v.1M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16",
};

/** A drawing beside a text: never read out. */
export function Icon({ name }: { name: keyof typeof paths }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
