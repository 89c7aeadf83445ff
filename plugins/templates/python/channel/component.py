"""{{title}}: a channel over a provider's HTTP API. tests/*.json shows what goes over the wire."""

from frontdesk import (
    answer, capabilities, descriptor, invalid, join, json_of, message_event, misconfigured, post, replay, secret, sent,
    settings, text_of, unsupported, validated, verify_hmac,
)
from wit_world.exports import channel

SETTINGS = {{schema}}


class Plugin:
    def describe(self):
        secrets = [
            secret("token", ["send"], "An API token"),
            secret("signing_key", ["verify"], "What webhooks are signed with"),
        ]
        return descriptor(
            "channel", "{{name}}", "0.1.0", "{{title}}", settings=SETTINGS, secrets=secrets, hosts=["{base_url}"]
        )

    def validate(self):
        validated(base_url)


class Channel:
    def capabilities(self):
        return capabilities()

    def receive(self, call):
        return answer(lambda: receive(call))

    def send(self, message, prior):
        work = lambda cx: send(message, cx)
        return replay(channel.SendStep_Fetch, channel.SendStep_Done, message.id, prior, work)

    def fetch_file(self, handle, prior):
        return replay(channel.FileStep_Fetch, channel.FileStep_File, "", prior, fetch_file)


def receive(call):
    verify_hmac(call, "signing_key", "x-signature", prefix="sha256=")
    said = json_of(call)
    try:
        id, thread, text, at = said["id"], said["from"], said["text"], float(said["at"])
    except (LookupError, TypeError, ValueError):
        raise invalid("the call is no message") from None
    return channel.Inbound([message_event(id, thread, at, text)], None)


def send(message, cx):
    body = {"to": message.thread, "text": text_of(message)}
    # The key lets the provider recognise a message that it has taken already.
    request = post(join(base_url(), "messages"), json=body, bearer="token", idempotency=cx.reference)
    return cx.fetch(request).json(lambda accepted: sent(accepted["id"]))


def fetch_file(cx):
    raise unsupported("this channel has no files")


def base_url():
    try:
        return settings()["base_url"]
    except KeyError:
        raise misconfigured("the settings: base_url is missing") from None
