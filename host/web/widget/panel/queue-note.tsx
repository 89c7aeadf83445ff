import type { JSX } from "preact";

import type { ChatState } from "../../protocol/chat-state.ts";
import type { Catalogue } from "./catalogue.ts";

/** The place in line. A live region that stays in the page, so that only its changes are read out. */
export function QueueNote({ state, texts }: { state: ChatState; texts: Catalogue }): JSX.Element {
  const { phase } = state;
  const place = phase.kind === "queued" ? phase.position : null;
  return (
    <div class={place === null ? "queue empty" : "queue"}>
      <p role="status" class="place">
        {place !== null && (place <= 1 ? texts.next : texts.position(place))}
      </p>
      {place !== null && <p class="hint">{texts.waitHint}</p>}
    </div>
  );
}
