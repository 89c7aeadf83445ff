import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Rating } from "../../protocol/chat-state.ts";
import type { SurveyModule } from "../contract.ts";
import { loadBeside } from "./beside.ts";
import type { WindowProps } from "./window.tsx";

/** Below a conversation that has ended: how it was, where that is asked, and the way to another one. */
export function Ended(props: WindowProps): JSX.Element {
  const { chat, config, state, texts } = props;
  const isNoted = state.lines.some(({ notice }) => notice === "ended");
  // Nobody is asked about somebody who never came.
  const wasServed = state.lines.some(({ from, notice }) => from === "agent" || notice === "agent_joined");
  return (
    <div class="ended">
      {!isNoted && <p>{texts.ended}</p>}
      {config.survey && wasServed && <Survey {...props} />}
      <button type="button" class="primary" data-focus onClick={() => chat.forget()}>
        {texts.newChat}
      </button>
    </div>
  );
}

/** The survey's script lies beside the panel's. Without it nothing is asked. */
function Survey({ chat, config, language, state: { rating } }: WindowProps): JSX.Element {
  const into = useRef<HTMLDivElement>(null);
  const tell = useRef<((rating: Rating) => void) | null>(null);
  const now = useRef(rating);
  now.current = rating;
  useEffect(() => {
    void loadBeside<SurveyModule>("survey.js")
      .then(({ draw }) => {
        if (into.current === null || !config.survey) return;
        tell.current = draw(into.current, { asked: config.survey, language, rate: (score, comment) => chat.rate(score, comment) });
        tell.current(now.current);
      })
      .catch(() => undefined);
  }, []);
  useEffect(() => tell.current?.(rating), [rating]);
  return <div ref={into} />;
}
