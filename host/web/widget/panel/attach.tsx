import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { FilesTaken } from "../../protocol/api.ts";
import type { FilesModule } from "../contract.ts";
import { loadBeside } from "./beside.ts";
import type { WindowProps } from "./window.tsx";

/**
 * The way to send files, where the channel takes them, from when an agent is there to look. It stays when they are not for a
 * while: what was on its way says what became of it. Its script lies beside the panel's.
 */
export function Attach(props: WindowProps): JSX.Element | null {
  const { config, state } = props;
  const isThere = state.phase.kind === "assigned";
  const wasThere = useRef(false);
  wasThere.current ||= isThere;
  return config.files && wasThere.current ? <Files {...props} taken={config.files} isThere={isThere} /> : null;
}

function Files({ chat, channel, gateway, language, taken, isThere }: WindowProps & { taken: FilesTaken; isThere: boolean }): JSX.Element {
  const into = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let close: (() => void) | undefined;
    let isGone = false;
    void loadBeside<FilesModule>("files.js")
      .then(({ draw }) => {
        if (into.current === null || isGone) return;
        const address = `${gateway}api/v1/channels/${channel}/files`;
        close = draw(into.current, { address, taken, language, token: () => chat.token() });
      })
      // Without it one can still write.
      .catch(() => undefined);
    return () => {
      isGone = true;
      close?.();
    };
  }, []);
  return <div class={isThere ? "files" : "files away"} ref={into} />;
}
