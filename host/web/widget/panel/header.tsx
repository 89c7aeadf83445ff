import type { JSX } from "preact";

import { isLive } from "../../protocol/chat-state.ts";
import { Icon } from "./icon.tsx";
import { pictureAt } from "./picture.ts";
import type { WindowProps } from "./window.tsx";

/** Title, who is there, and the two ways out: minimise and end. */
export function Header(props: WindowProps & { askEnd: () => void }): JSX.Element {
  const { state, config, gateway, texts, isPage, close, askEnd } = props;
  const logo = config.design?.logo;
  const Title = isPage ? "h1" : "h2";
  return (
    <div class="header">
      {/* Who is there takes its place. */}
      {logo && !isLive(state) && <img class="logo" src={pictureAt(logo, gateway)} alt={logo.alt} />}
      <div class="titles">
        <Title class="title" lang={config.locale}>{config.title}</Title>
        {isLive(state) && <p class="subtitle">{subtitle(props)}</p>}
      </div>
      {isLive(state) && (
        <button type="button" class="plain" onClick={askEnd}>
          {texts.end}
        </button>
      )}
      {!isPage && (
        <button type="button" class="plain round" aria-label={texts.minimise} onClick={close}>
          <Icon name="chevron" />
        </button>
      )}
    </div>
  );
}

function subtitle({ state, texts }: WindowProps): string {
  const { phase } = state;
  if (phase.kind === "assigned" && phase.agent !== "") return texts.talkingTo(phase.agent);
  return texts.waiting;
}
