import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { WindowProps } from "./window.tsx";

/** The form for messages, in place of a chat. Its script lies beside the panel's. */
export function Offline({ channel, gateway, config, texts, language, said, first, offline, chat, isPage, close }: WindowProps): JSX.Element {
  const into = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (into.current === null || !config.offline || !offline) return;
    const { script, watch } = offline;
    const again = (): void => {
      chat.forget();
      watch.again();
    };
    script.draw(into.current, {
      address: `${gateway}api/v1/channels/${channel}/offline`,
      asked: config.offline,
      language,
      said: { ...said, text: first },
      opensAt: watch.opensAt,
      texts,
      again: watch.away === "left" ? again : null,
      close: isPage ? null : close,
    });
  }, []);
  return <div ref={into} class="form" />;
}
