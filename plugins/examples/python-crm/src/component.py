"""A connector to a small customer system over REST: the same as ../rust-crm."""

from frontdesk import (
    Field, descriptor, get, join, misconfigured, patch, post, put, replay, secret, settings, unsupported, validated,
)
from wit_world.exports import crm

SETTINGS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["base_url"],
    "additionalProperties": False,
    "properties": {
        "base_url": {
            "type": "string",
            "pattern": "^https?://[^/]+",
            "description": "Where the system's API is",
            "examples": ["https://crm.example.com/api"],
        }
    },
}


class Plugin:
    def describe(self):
        token = secret("token", ["send"], "An API token: Settings, Integrations, New token")
        return descriptor(
            "crm", "example-crm", "0.1.0", "Example CRM", settings=SETTINGS, secrets=[token], hosts=["{base_url}"]
        )

    def validate(self):
        validated(base_url)


class Crm:
    def run(self, op, reference, prior):
        return replay(crm.CrmStep_Fetch, crm.CrmStep_Done, reference, prior, lambda cx: run(op.value, op, cx))


def run(argument, op, cx):
    match op:
        case crm.Operation_Find():
            return crm.Outcome_People(find(argument.what, argument.cursor, cx))
        case crm.Operation_SavePerson():
            return crm.Outcome_Person(save_person(argument, cx))
        case crm.Operation_OpenCase():
            return crm.Outcome_Case(open_case(argument, cx))
        case crm.Operation_Append():
            append(argument.id, argument.note, cx)
        case crm.Operation_CloseCase():
            append(argument.id, argument.note, cx)
            cx.fetch(patch(url("cases", argument.id), json={"status": "closed"}, bearer="token"))
    return crm.Outcome_None_()


KEYS = {
    crm.Lookup_Email: "email",
    crm.Lookup_Phone: "phone",
    crm.Lookup_AccountNumber: "account",
    crm.Lookup_Text: "q",
}


def find(what, cursor, cx):
    if isinstance(what, crm.Lookup_Id):
        return by_id(what.value, cx)
    if type(what) not in KEYS:
        raise unsupported("it knows no chat addresses")
    query = {KEYS[type(what)]: what.value}
    if cursor is not None:
        query["cursor"] = cursor
    read = lambda page: crm.People([found(one) for one in page["items"]], page.get("next"))
    return cx.fetch(get(url("people"), query=query, bearer="token")).json(read)


def by_id(id, cx):
    """Nobody of this id is an answer, not a failure."""
    response = cx.fetch(get(url("people", id), bearer="token", accept=[404]))
    return crm.People([] if response.status == 404 else [response.json(found)], None)


def found(one):
    listed = lambda key: [one[key]] if one.get(key) else []
    plan = [Field("plan", plan) for plan in listed("plan")]
    return crm.Person(
        one["id"], one.get("name"), listed("email"), listed("phone"), one.get("account"), one.get("url"), plan
    )


def save_person(person, cx):
    first = lambda values: values[0] if values else None
    body = {
        "name": person.name,
        "email": first(person.emails),
        "phone": first(person.phones),
        "account": person.account_number,
    }
    if person.id is None:
        request = post(url("people"), json=body, bearer="token", idempotency=cx.reference)
    else:
        request = put(url("people", person.id), json=body, bearer="token")
    return cx.fetch(request).json(found)


def open_case(note, cx):
    body = {
        "person_id": note.person,
        "subject": note.subject,
        "queue": note.queue,
        "agent": note.agent,
        "text": written(note.transcript),
    }
    answer = cx.fetch(post(url("cases"), json=body, bearer="token", idempotency=cx.reference))
    return answer.json(lambda opened: crm.Reference(opened["id"], opened.get("url")))


def append(id, note, cx):
    body = {"text": written(note.transcript)}
    cx.fetch(post(url("cases", id, "notes"), json=body, bearer="token", idempotency=cx.reference))


def written(transcript):
    return "\n".join(f"{turn.name or turn.author.name.capitalize()}: {turn.text}" for turn in transcript)


def base_url():
    try:
        return settings()["base_url"]
    except KeyError:
        raise misconfigured("the settings: base_url is missing") from None


def url(*segments):
    return join(base_url(), *segments)
