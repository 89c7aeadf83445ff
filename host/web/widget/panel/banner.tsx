import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { ChatState } from "../../protocol/chat-state.ts";
import type { Catalogue } from "./catalogue.ts";

/** A loss shorter than this is not worth a word. */
const SHORT_MS = 1_500;

/** Says that the connection is gone, as long as it is. */
export function Banner({ state, texts }: { state: ChatState; texts: Catalogue }): JSX.Element {
  const isDown = state.link === "waiting" || state.link === "connecting";
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!isDown) return;
    const timer = setTimeout(() => setLong(true), SHORT_MS);
    return () => clearTimeout(timer);
  }, [isDown]);
  const words = isDown && isLong ? wordsOf(state, texts) : "";
  return (
    <div class="banner" role="status">
      {words !== "" && <p>{words}</p>}
    </div>
  );
}

function wordsOf(state: ChatState, texts: Catalogue): string {
  if (!navigator.onLine) return texts.offline;
  return state.wasReady ? texts.reconnecting : texts.unreachable;
}
