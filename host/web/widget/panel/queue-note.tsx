import type { JSX } from "preact";

import type { WindowProps } from "./window.tsx";

/** Keeps a line's room, so that nothing moves when words come. */
const SPACE = "\u00a0";

/**
 * The place in line, and how long it will probably take. Live regions that are there before anybody waits: what comes
 * with its region is not read out, only what changes in it. The gateway tells another wait only when it is a very different one.
 */
export function QueueNote({ state, texts, chat, offline }: WindowProps): JSX.Element {
  // Place 0 is that of whoever is still asked what it is about: in no line yet.
  const queued = state.phase.kind === "queued" && state.phase.position > 0 ? state.phase : null;
  return (
    <div class={queued === null ? "queue empty" : "queue"}>
      <p role="status" class="place">
        {queued && (queued.position <= 1 ? texts.next : texts.position(queued.position))}
      </p>
      {queued && <p class="hint">{texts.waitHint}</p>}
      <p role="status" class="hint">
        {queued && (queued.wait === null ? SPACE : texts.wait(minutesOf(queued.wait)))}
      </p>
      {queued && offline && (
        <button
          type="button"
          class="leave"
          onClick={() => {
            offline.watch.leave();
            chat.divert();
          }}
        >
          {texts.leave}
        </button>
      )}
    </div>
  );
}

/** A wait in minutes that promise nothing exact: from a quarter of an hour on in steps of five. */
export function minutesOf(ms: number): number {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return minutes < 15 ? minutes : Math.round(minutes / 5) * 5;
}
