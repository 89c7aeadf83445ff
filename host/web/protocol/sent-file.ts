/** A file in a chat: its address is a line of the message. */
export interface SentFile {
  readonly name: string;
  /** Whether browsers show it in place. */
  readonly picture: boolean;
}

const ADDRESS = /^\/files\/[A-Za-z0-9_-]{76}\/([^/]+)$/;
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

/** What stands at an address; null: it is no file of this gateway's. */
export function sentFile(href: string, gateway: string): SentFile | null {
  const url = new URL(href);
  const name = url.origin === new URL(gateway).origin ? ADDRESS.exec(url.pathname)?.[1] : undefined;
  if (name === undefined) return null;
  return { name: decoded(name), picture: PICTURE.test(name) };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
