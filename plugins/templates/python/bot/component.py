"""{{title}}: a bot that greets, and hands over to a person who is asked for. tests/*.json shows its turns."""

from frontdesk import Field, descriptor, misconfigured, replay, settings, validated
from wit_world.exports import bot

SETTINGS = {{schema}}


class Plugin:
    def describe(self):
        return descriptor("bot", "{{name}}", "0.1.0", "{{title}}", settings=SETTINGS)

    def validate(self):
        validated(greeting)


class Bot:
    def turn(self, talk, prior):
        return replay(bot.TurnStep_Fetch, bot.TurnStep_Done, talk.id, prior, lambda cx: turn(talk))


def turn(talk):
    last = talk.lines[-1] if talk.lines else None
    if last is None or last.author != bot.Author.CONTACT:
        return []
    if "human" in last.text.lower():
        return [bot.Action_HandOver(settings().get("queue"))]
    if any(variable.name == "greeted" for variable in talk.variables):
        return []
    return [bot.Action_Say(greeting()), bot.Action_Set(Field("greeted", "yes"))]


def greeting():
    try:
        return settings()["greeting"]
    except KeyError:
        raise misconfigured("the settings: greeting is missing") from None
