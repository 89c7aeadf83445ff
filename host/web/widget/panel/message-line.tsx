import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Line } from "../../protocol/chat-state.ts";
import { linkify } from "../../protocol/linkify.ts";
import { sentFile, type SentFile } from "../../protocol/sent-file.ts";
import { reasonOf, type Catalogue } from "./catalogue.ts";
import { Icon } from "./icon.tsx";
import { pictureAt } from "./picture.ts";
import type { WindowProps } from "./window.tsx";

type LineProps = WindowProps & { line: Line; follows: boolean; isLastOwn: boolean };

/** One line of the conversation: a message, or what happened to it. */
export function MessageLine(props: LineProps): JSX.Element {
  const { line, texts, follows } = props;
  if (line.from === "system") return <p class="notice">{notice(line, texts)}</p>;
  const isOwn = line.from === "visitor";
  const avatar = props.config.design?.avatar;
  const author = isOwn ? texts.you : (line.name ?? texts.agent);
  return (
    <div class={`line ${isOwn ? "own" : "agent"} ${follows ? "follows" : ""} ${line.sending}`}>
      {avatar && !isOwn && !follows && <img class="avatar" src={pictureAt(avatar, props.gateway)} alt="" />}
      <p class={isOwn || follows ? "hidden" : "author"}>{author}</p>
      <p class="bubble" dir="auto">
        {linkify(line.text ?? "", props.gateway).map((piece) => {
          if (piece.kind === "text") return piece.text;
          const file = sentFile(piece.href, props.gateway);
          return file === null ? <Link {...piece} /> : <File {...file} href={piece.href} />;
        })}
      </p>
      {line.sending === "failed" ? <Failed {...props} /> : <Meta {...props} />}
    </div>
  );
}

function Link({ text, href }: { text: string; href: string }): JSX.Element {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

/** A picture is shown, unless the page forbids it or it is there no more; any other file is its name. */
function File({ name, picture, href }: SentFile & { href: string }): JSX.Element {
  const [isBroken, setIsBroken] = useState(false);
  return (
    <a class="file" href={href} target="_blank" rel="noopener noreferrer">
      {picture && !isBroken ? <img src={href} alt={name} onError={() => setIsBroken(true)} /> : `📎 ${name}`}
    </a>
  );
}

/** The time, and on the last own message how far it got. */
function Meta({ line, language, texts, state, isLastOwn }: LineProps): JSX.Element {
  const at = new Date(line.at);
  const isRead = line.seq !== null && line.seq <= state.agentRead;
  const mark = line.sending === "queued" ? "clock" : isRead ? "read" : "sent";
  const words = { clock: texts.sending, read: texts.read, sent: texts.sent }[mark];
  return (
    <p class="meta">
      <time dateTime={at.toISOString()}>{timeOf(at, language)}</time>
      {isLastOwn && (
        <span class="mark">
          <Icon name={mark} />
          {words}
        </span>
      )}
    </p>
  );
}

function Failed({ chat, line, texts }: LineProps): JSX.Element {
  const id = line.key;
  return (
    <div class="failure">
      <p class="error" role="alert">
        <Icon name="failed" />
        {texts.failed} {reasonOf(line.reason, texts)}
      </p>
      <button type="button" class="small" onClick={() => chat.retry(id)}>
        {texts.retry}
      </button>
      <button type="button" class="small" onClick={() => chat.discard(id)}>
        {texts.discard}
      </button>
    </div>
  );
}

function notice(line: Line, texts: Catalogue): string {
  switch (line.notice ?? "") {
    case "agent_joined":
      return texts.agentJoined(line.name ?? texts.agent);
    case "requeued":
      return texts.requeued;
    case "ended":
      return texts.ended;
    default:
      return line.text ?? "";
  }
}

/** Made once: the window's language stays. */
let clock: Intl.DateTimeFormat | undefined;

function timeOf(at: Date, language: string): string {
  clock ??= clockOf(language);
  return clock.format(at);
}

function clockOf(language: string): Intl.DateTimeFormat {
  const style: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  try {
    return new Intl.DateTimeFormat(language, style);
  } catch {
    return new Intl.DateTimeFormat(undefined, style);
  }
}
