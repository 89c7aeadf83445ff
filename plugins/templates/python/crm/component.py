"""{{title}}: a connector to a customer system. tests/*.json shows what goes over the wire."""

from frontdesk import descriptor, get, join, misconfigured, post, replay, secret, settings, unsupported, validated
from wit_world.exports import crm

SETTINGS = {{schema}}


class Plugin:
    def describe(self):
        token = secret("token", ["send"], "An API token")
        return descriptor(
            "crm", "{{name}}", "0.1.0", "{{title}}", settings=SETTINGS, secrets=[token], hosts=["{base_url}"]
        )

    def validate(self):
        validated(base_url)


class Crm:
    def run(self, op, reference, prior):
        return replay(crm.CrmStep_Fetch, crm.CrmStep_Done, reference, prior, lambda cx: run(op, cx))


def run(op, cx):
    match op:
        case crm.Operation_Find():
            return crm.Outcome_People(find(op.value.what, cx))
        case crm.Operation_OpenCase():
            return crm.Outcome_Case(open_case(op.value, cx))
    raise unsupported("it finds people and opens cases")


KEYS = {crm.Lookup_Email: "email", crm.Lookup_Phone: "phone", crm.Lookup_Text: "q"}


def find(what, cx):
    if type(what) not in KEYS:
        raise unsupported("people are found by e-mail, phone and text")
    request = get(join(base_url(), "people"), query={KEYS[type(what)]: what.value}, bearer="token")
    return cx.fetch(request).json(lambda page: crm.People([person(one) for one in page["items"]], None))


def person(one):
    emails = [one["email"]] if one.get("email") else []
    return crm.Person(one["id"], one.get("name"), emails, [], None, None, [])


def open_case(note, cx):
    text = "\n".join(f"{turn.name or '?'}: {turn.text}" for turn in note.transcript)
    body = {"person": note.person, "subject": note.subject, "text": text}
    # The key lets the system recognise a case that it has opened already.
    request = post(join(base_url(), "cases"), json=body, bearer="token", idempotency=cx.reference)
    return cx.fetch(request).json(lambda opened: crm.Reference(opened["id"], opened.get("url")))


def base_url():
    try:
        return settings()["base_url"]
    except KeyError:
        raise misconfigured("the settings: base_url is missing") from None
