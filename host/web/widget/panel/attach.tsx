import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { browserShelf } from "../../protocol/storage.ts";
import type { FilesModule } from "../contract.ts";
import { loadBeside } from "./beside.ts";
import type { WindowProps } from "./window.tsx";

/** The way to send files, where the channel takes them and an agent is there to look. Its script lies beside the panel's. */
export function Attach(props: WindowProps): JSX.Element | null {
  const { config, state } = props;
  return config.files && state.phase.kind === "assigned" ? <Files {...props} taken={config.files} /> : null;
}

function Files({ channel, gateway, language, taken }: WindowProps & { taken: NonNullable<WindowProps["config"]["files"]> }): JSX.Element {
  const into = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let close: (() => void) | undefined;
    let isGone = false;
    void loadBeside<FilesModule>("files.js")
      .then(({ draw }) => {
        if (into.current === null || isGone) return;
        const address = `${gateway}api/v1/channels/${channel}/files`;
        close = draw(into.current, { address, taken, language, token: () => browserShelf(channel).get("token") });
      })
      // Without it one can still write.
      .catch(() => undefined);
    return () => {
      isGone = true;
      close?.();
    };
  }, []);
  return <div class="files" ref={into} />;
}
