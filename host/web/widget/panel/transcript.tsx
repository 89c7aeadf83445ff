import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { lastSeq, type Line } from "../../protocol/chat-state.ts";
import { Icon } from "./icon.tsx";
import { MessageLine } from "./message-line.tsx";
import type { WindowProps } from "./window.tsx";

/** Closer to the end than this counts as being there. */
const NEAR_PX = 60;

/** The conversation so far. New messages are read out, history is not. */
export function Transcript(props: WindowProps): JSX.Element {
  const { state, config, texts, isOpen } = props;
  const log = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [speaks, setSpeaks] = useState(false);
  const isReady = state.phase.kind !== "unknown";
  useEffect(() => {
    const timer = setTimeout(() => setSpeaks(isReady), 500);
    return () => clearTimeout(timer);
  }, [isReady]);

  const toEnd = (): void => {
    const box = log.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  };
  const own = state.lines.filter(({ from }) => from === "visitor").length;
  useLayoutEffect(toEnd, [isOpen, own]);
  useLayoutEffect(() => {
    if (isAtEnd) toEnd();
  }, [state.lines.length, state.agentTyping, state.phase.kind]);

  // A banner, a taller composer or a keyboard takes room: the end stays in sight.
  const stays = useRef(isAtEnd);
  stays.current = isAtEnd;
  useEffect(() => {
    if (log.current === null) return;
    const watch = new ResizeObserver(() => stays.current && toEnd());
    watch.observe(log.current);
    return () => watch.disconnect();
  }, []);

  const onScroll = (): void => {
    const box = log.current;
    if (box !== null) setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX);
  };
  const agent = state.phase.kind === "assigned" && state.phase.agent !== "" ? state.phase.agent : texts.agent;
  const last = lastOwn(state.lines);

  return (
    <div class="history">
      <div
        ref={log}
        class={config.design?.avatar ? "log with-avatar" : "log"}
        role="log"
        aria-label={texts.conversation}
        aria-live={speaks ? "polite" : "off"}
        aria-relevant="additions"
        tabIndex={0}
        onScroll={onScroll}
      >
        {state.lines.map((line, index) => (
          <MessageLine
            key={line.key}
            {...props}
            line={line}
            follows={follows(state.lines[index - 1], line)}
            isLastOwn={line.key === last}
          />
        ))}
      </div>
      {state.agentTyping && (
        <p class="typing">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {texts.typing(agent)}
        </p>
      )}
      {!isAtEnd && lastSeq(state) > 0 && (
        <button type="button" class="to-end" aria-label={texts.toEnd} onClick={toEnd}>
          <Icon name="chevron" />
        </button>
      )}
    </div>
  );
}

/** Whether a line goes on where the one before it stopped: then the name is not repeated. */
function follows(before: Line | undefined, line: Line): boolean {
  return before !== undefined && before.from === line.from && before.name === line.name && before.notice === null;
}

function lastOwn(lines: readonly Line[]): string | null {
  return lines.findLast(({ from, sending }) => from === "visitor" && sending !== "failed")?.key ?? null;
}
