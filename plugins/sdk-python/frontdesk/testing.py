"""Runs a component's fixtures in Python against a fake gateway: the files and the ways are those of the Rust
kit (plugins/testkit/README.md).

`check(module, kind, folder)` returns what is wrong, by file; `fixtures(...)` makes unit tests of them.
"""

import dataclasses
import enum
import hashlib
import hmac
import json
import pathlib
import re
import unittest
from urllib.parse import urlsplit

from componentize_py_types import Err, Ok
from wit_world.imports import host, http_types, kv, types


def fixtures(module, kind, folder):
    """A test case with one test a fixture."""
    paths = sorted(pathlib.Path(folder).glob("*.json"))
    assert paths, f"{folder}: there is no *.json"

    def test(path):
        return lambda case: _Runner(case, json.loads(path.read_text()), module, kind).check()

    tests = {"test_" + path.stem.replace("-", "_"): test(path) for path in paths}
    return type("Fixtures", (unittest.TestCase,), tests)


# --- from a fixture's JSON to the contract's types ------------------------------------------------------


def _fields(value):
    pairs = value.items() if isinstance(value, dict) else value or []
    return [types.Field(name, value) for name, value in pairs]


def _payload(value):
    if "json" in value:
        return types.Payload_Text(json.dumps(value["json"], ensure_ascii=False))
    if "bytes" in value:
        return types.Payload_Bytes(bytes(value["bytes"]))
    return types.Payload_Text(value.get("text", ""))


def _response(value):
    return http_types.Response(value.get("status", 200), _fields(value.get("headers")), _payload(value))


def _variant(value):
    return (value, None) if isinstance(value, str) else next(iter(value.items()))


def _case(module, variant, name, *carried):
    pascal = "".join(word.capitalize() for word in name.split("_"))
    return getattr(module, f"{variant}_{pascal}")(*carried)


def _exchange(recorded):
    if "response" in recorded:
        return Ok(_response(recorded["response"]))
    name, carried = _variant(recorded["failure"])
    if name == "timeout":
        return Err(http_types.Failure_Timeout())
    if name == "status":
        return Err(http_types.Failure_Status(_response(carried)))
    return Err(_case(http_types, "Failure", name, carried))


def _record(cls, value, **more):
    """A record with everything that may be left out; `more` are the fields that need reading."""
    given = {**value, **more}

    def default(field):
        text = str(field.type)
        if "List" in text:
            return []
        return "" if text == "<class 'str'>" else None

    return cls(*(given.get(field.name, default(field)) for field in dataclasses.fields(cls)))


def _crm(name, value):
    from wit_world.exports import crm

    def note(value):
        turn = lambda turn: _record(crm.Turn, {"at": 0.0, **turn}, author=crm.Author[turn["author"].upper()])
        turns = [turn(one) for one in value.get("transcript", [])]
        return _record(crm.CaseNote, value, transcript=turns, fields=_fields(value.get("fields")))

    def find():
        lookup, carried = _variant(value["what"])
        carried = tuple(carried) if lookup == "handle" else carried
        return crm.FindPeople(_case(crm, "Lookup", lookup, carried), value.get("cursor"))

    argument = {
        "find": find,
        "save_person": lambda: _record(crm.Person, value, fields=_fields(value.get("fields"))),
        "open_case": lambda: note(value),
        "append": lambda: crm.CaseChange(value["id"], note(value["note"])),
        "close_case": lambda: crm.CaseChange(value["id"], note(value["note"])),
    }[name]()
    return _case(crm, "Operation", name, argument)


def _webhook(value):
    from wit_world.exports import channel

    return channel.Webhook(
        http_types.Method[value.get("method", "post").upper()], value.get("url", "https://desk.example/hooks/one"),
        _fields(value.get("query")), _fields(value.get("headers")), _payload(value),
    )


def _message(value):
    from wit_world.exports import channel

    return channel.Message(
        value["id"], value["thread"], _content(value), value.get("contact_wrote_at"), value.get("attempt", 1)
    )


def _content(value):
    """What a message says: a template, files, or words."""
    from wit_world.exports import channel

    if "template" in value:
        template = value["template"]
        values = template.get("values", [])
        return channel.Content_Template(channel.FilledTemplate(template["name"], template["language"], values))
    if "files" not in value:
        return channel.Content_Text(value["text"])

    def file(one):
        kind = one["mime"].split("/")[0]
        media = channel.Media[kind.upper() if kind in ("image", "audio", "video") else "DOCUMENT"]
        return channel.OutgoingFile(media, one["url"], one["mime"], one["name"], one.get("bytes", 1000))

    return channel.Content_Files(channel.OutgoingFiles(value.get("text", ""), [file(one) for one in value["files"]]))


def _talk(value):
    from wit_world.exports import bot

    line = lambda line: bot.Line(line.get("at", 0.0), bot.Author[line["author"].upper()], line["text"])
    return bot.Talk(
        value["id"], value.get("channel", "website"), value.get("locale", "en"), _fields(value.get("card")),
        [line(one) for one in value.get("lines", [])], _fields(value.get("variables")),
    )


# --- from the contract's types to a fixture's JSON ------------------------------------------------------


def _plain(value):
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if isinstance(value, enum.Enum):
        return value.name.lower()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, list):
        if not value or not all(isinstance(item, types.Field) for item in value):
            return [_plain(item) for item in value]
        names = {field.name: field.value for field in value}
        return names if len(names) == len(value) else [[field.name, field.value] for field in value]
    if not dataclasses.is_dataclass(value):
        return value
    _, is_variant, case = type(value).__name__.partition("_")
    if is_variant:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", case.rstrip("_")).lower()
        if not dataclasses.fields(value):
            return name
        return {name: json.loads(value.value) if name == "json" else _plain(value.value)}
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _inbound(inbound):
    return {"events": [_event(event) for event in inbound.events], "reply": _plain(inbound.reply)}


def _event(event):
    identities = [[known.kind, known.value] for known in event.sender.identities]
    sender = {**_plain(event.sender), "identities": identities}
    return {**_plain(event), "sender": sender, "kind": _event_kind(event.kind)}


def _event_kind(kind):
    from wit_world.exports import channel

    if isinstance(kind, channel.EventKind_Message):
        said = kind.value
        return {"message": _plain(said) if said.attachments or said.reply_to is not None else said.text}
    if isinstance(kind, channel.EventKind_Status):
        told = _plain(kind.value)
        return {"status": {"state": told["state"], "reason": told["reason"], **told["subject"]}}
    return _plain(kind)


def _outcome(outcome):
    told = _plain(outcome)
    return {**told, "provider_id": next(iter(told["sent"]), None)} if "sent" in told else told


def _difference(wanted, found, place="the result"):
    """Where `found` differs from `wanted`; what is not named is not compared."""
    if wanted in ([], {}) and found in ([], {}):
        return None
    if isinstance(wanted, dict) and isinstance(found, dict):
        parts = ((wanted[key], found.get(key), f"{place}.{key}") for key in wanted)
        return next(filter(None, (_difference(*part) for part in parts)), None)
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        parts = ((one, found[at], f"{place}[{at}]") for at, one in enumerate(wanted))
        return next(filter(None, (_difference(*part) for part in parts)), None)
    return None if wanted == found else f"{place} should be {wanted!r}, and is {found!r}"


# --- the gateway's side ---------------------------------------------------------------------------------


def _install(fixture, needs, body):
    """Makes the generated imports answer from a fixture."""

    def granted(name, use):
        need = next((need for need in needs if need.name == name), None)
        if need and use in [one.name for one in need.uses] and name in fixture.get("secrets", {}):
            return fixture["secrets"][name].encode()
        denied = f"`describe` does not ask for the secret {name!r} with the use {use!r}"
        raise Err(host.SecretError_Denied(denied))

    def joined(parts):
        return b"".join(
            body if isinstance(part, host.SignedPart_Body) else
            part.value.encode() if isinstance(part.value, str) else part.value
            for part in parts
        )

    def code(key, hash, parts):
        return hmac.new(key, joined(parts), getattr(hashlib, hash.name.lower())).digest()

    def weak(key, kind, parts):
        if kind == host.WeakCode.MD5_HMAC:
            return hmac.new(key, joined(parts), hashlib.md5).digest()
        return hashlib.md5(joined(parts) + key).digest()

    values = {key: value.encode() for key, value in fixture.get("values", {}).items()}
    host.log = lambda level, message, fields: None
    host.settings = lambda: json.dumps(fixture.get("settings", {}))
    host.now = lambda: float(fixture.get("now", 0))
    host.random = lambda len: bytes(at * 31 % 251 for at in range(len))
    host.hmac = lambda name, hash, parts: code(granted(name, "HMAC"), hash, parts)
    host.hmac_verify = lambda name, hash, parts, given: code(granted(name, "VERIFY"), hash, parts) == given
    host.weak_verify = lambda name, kind, parts, given: weak(granted(name, "VERIFY"), kind, parts) == given
    host.secret_equals = lambda name, value: granted(name, "VERIFY") == value.encode()
    kv.get = values.get
    kv.set = lambda key, value, ttl_s: values.__setitem__(key, value)
    kv.delete = lambda key: values.pop(key, None) and None


def _status(code):
    response = _response({"status": code, "headers": {"retry-after": "2"}, "text": "<html>"})
    return Err(http_types.Failure_Status(response))


FAILING = {"a timeout": Err(http_types.Failure_Timeout()), "429": _status(429), "500": _status(500)}


class _Runner:
    def __init__(self, case, fixture, module, kind):
        self.case, self.fixture, self.module, self.kind = case, fixture, module, kind
        self.recorded = fixture.get("exchanges", [])
        self.answers = [_exchange(one) for one in self.recorded]
        self.descriptor = None

    def check(self):
        plugin = self.module.Plugin()
        _install(self.fixture, [], b"")
        self.descriptor = plugin.describe()
        self.case.assertEqual(plugin.describe(), self.descriptor, "`describe` does not answer the same twice")
        self.case.assertEqual(self.validity(plugin), self.fixture.get("valid", True), "whether the settings are valid")
        if "op" not in self.fixture:
            return
        rounds = self.whole()
        self.every_prefix_twice()
        if not self.fixture.get("copes"):
            self.every_answer_failing(rounds)
        self.unsigned()

    def validity(self, plugin):
        try:
            plugin.validate()
            return True
        except Err as errors:
            self.case.assertTrue(all(isinstance(error, types.Error) for error in errors.value))
            return False

    def run_once(self, prior, op=None):
        """One run: ("fetch", requests) or ("done", result)."""
        name, value = _variant(op or self.fixture["op"])
        body = bytes(_webhook(value).body.value, "utf-8") if name == "receive" else b""
        _install(self.fixture, self.descriptor.secrets, body)
        try:
            step = self.step(name, value, prior)
        except Err as error:
            self.case.assertIsInstance(error.value, types.Error, "it raises no error of the contract")
            return "done", {"error": _plain(error.value)}
        if type(step).__name__.endswith("_Fetch"):
            return "fetch", step.value
        return "done", _plain(step.value if type(step).__name__.endswith("_Done") else step)

    def step(self, name, value, prior):
        if self.kind == "crm":
            return self.module.Crm().run(_crm(name, value), self.fixture.get("reference", "ref-1"), prior)
        if name == "receive":
            return _inbound(self.module.Channel().receive(_webhook(value)))
        if name == "send":
            from wit_world.exports import channel

            step = self.module.Channel().send(_message(value), prior)
            return step if isinstance(step, channel.SendStep_Fetch) else _outcome(step.value)
        if name == "fetch_file":
            from wit_world.exports import channel

            step = self.module.Channel().fetch_file(value["handle"], prior)
            return step if isinstance(step, channel.FileStep_Fetch) else {"file": _plain(step.value)}
        if name == "capabilities":
            return self.module.Channel().capabilities()
        if name == "turn":
            return self.module.Bot().turn(_talk(value), prior)
        if name == "capacity":
            return self.module.Translator().capacity()
        from wit_world.exports import translator

        return self.module.Translator().translate(_record(translator.Job, value), prior)

    def whole(self):
        rounds, at = [], 0
        for _ in range(16):
            kind, found = self.run_once(self.answers[:at])
            if kind == "done":
                self.case.assertIsNone(_difference(self.fixture.get("expect"), found))
                self.case.assertEqual(at, len(self.recorded), "it ends before the last recorded request")
                return rounds
            self.case.assertTrue(found, "it asks for no request, and for another run")
            for one in found:
                self.is_recorded(one, at)
                at += 1
            rounds.append(at)
        self.case.fail("it still makes requests after 16 rounds")

    def is_recorded(self, one, at):
        found = _plain(one)
        self.case.assertLess(at, len(self.recorded), f"it makes a request that is not recorded: {found}")
        self.is_asked(one)
        wanted = dict(self.recorded[at].get("request", {}))
        if "method" in wanted:
            wanted["method"] = wanted["method"].lower()
        self.case.assertIsNone(_difference(wanted, found, f"request {at + 1}"))

    def is_asked(self, one):
        """Requests stay within what `describe` asks for."""
        auth = one.auth
        if not isinstance(auth, http_types.Auth_None_):
            value = auth.value
            name = value if isinstance(value, str) else value[1] if isinstance(value, tuple) else value.secret
            sent = [need.name for need in self.descriptor.secrets if "SEND" in [use.name for use in need.uses]]
            self.case.assertIn(name, sent, f"`describe` does not ask to send the secret {name!r}")
        url = urlsplit(one.url)
        origin = f"{url.scheme}://{url.netloc}"

        def covers(pattern):
            setting = re.fullmatch(r"\{(.*)\}", pattern)
            if setting:
                base = urlsplit(self.fixture["settings"][setting[1]])
                return f"{base.scheme}://{base.netloc}" == origin
            scheme, below, domain = pattern.partition("*")
            return origin == pattern if not below else origin.startswith(scheme) and origin.endswith(domain)

        asked = any(covers(pattern) for pattern in self.descriptor.hosts)
        self.case.assertTrue(asked, f"a request goes to {origin}, which `describe` does not ask for")

    def every_prefix_twice(self):
        for length in range(len(self.answers) + 1):
            kind, found = self.run_once(self.answers[:length])
            again = self.run_once(self.answers[:length])
            self.case.assertEqual((kind, found), again, f"not the same twice with the first {length} answers")
            if kind == "fetch" and length < len(self.recorded):
                self.is_recorded(found[0], length)

    def every_answer_failing(self, rounds):
        for at in range(len(self.answers)):
            end = next(end for end in [*rounds, at + 1] if at < end)
            for name, failing in FAILING.items():
                prior = self.answers[:end]
                prior[at] = failing
                kind, found = self.run_once(prior)
                place = f"request {at + 1} answered by {name}"
                error = found.get("error") if kind == "done" and isinstance(found, dict) else None
                self.case.assertTrue(error, f'{place}: it goes on as if nothing had happened (or say "copes": true)')
                self.case.assertNotEqual(error["kind"], "internal", f"{place}: {error['message']}")

    def unsigned(self):
        call = self.fixture["op"].get("receive") if isinstance(self.fixture["op"], dict) else None
        verifies = any("VERIFY" in [use.name for use in need.uses] for need in self.descriptor.secrets)
        if call is None or not verifies or "error" in (self.fixture.get("expect") or {}):
            return
        bare = {key: value for key, value in call.items() if key not in ("headers", "query")}
        kind, found = self.run_once([], {"receive": bare})
        error = found.get("error", {}) if kind == "done" else {}
        self.case.assertEqual(error.get("kind"), "unauthorized", "a call that is unsigned is not `unauthorized`")
