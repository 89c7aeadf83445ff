"""The kit finds what is wrong with a connector, and nothing wrong with a right one: the same fixtures and mistakes
as in the Rust kit's own tests."""

import itertools
import pathlib
import types as modules
import unittest

from frontdesk import (
    answer, attachment, capabilities, descriptor, event, get, json_of, message_event, now, refused, replay, secret, sent,
    status_event, text_of, uncertain, verify_hmac,
)
from frontdesk.testing import fixtures
from wit_world.exports import channel, crm
from componentize_py_types import Ok

FOLDER = pathlib.Path(__file__).parent / "../../testkit/tests/fixtures"


def said(module, kind, fixture):
    """What the kit says of a component; empty if it passes."""
    case = fixtures(module, kind, FOLDER / fixture)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert result.testsRun > 0
    return "\n".join(text for _, text in result.failures + result.errors)


def finder(find, hosts=("{base_url}",), validate=lambda self: None):
    class Plugin:
        def describe(self):
            return descriptor("crm", "finder", "0.1.0", "Finds", hosts=list(hosts))

    class Crm:
        def run(self, op, reference, prior):
            def work(cx):
                found = [crm.Person(id, None, [], [], None, None, []) for id in find(cx)]
                return crm.Outcome_People(crm.People(found, None))

            return replay(crm.CrmStep_Fetch, crm.CrmStep_Done, reference, prior, work)

    Plugin.validate = validate
    return modules.SimpleNamespace(Plugin=Plugin, Crm=Crm)


def url(n, **options):
    return get(f"https://a.example/{n}", **options)


def both(cx):
    return [cx.fetch(url(1)).text, cx.fetch(url(2)).text]


def swallows(cx):
    [one] = cx.try_fetch_all([url(1)])
    return [one.value.body.value if isinstance(one, Ok) else "", cx.fetch(url(2)).text]


def believes_the_second(cx):
    return [cx.fetch(url(1)).text, cx.try_fetch_all([url(2)])[0].value.body.value]


def refuses(self):
    from componentize_py_types import Err

    raise Err([])


COUNT = itertools.count()

MISTAKES = {
    "request 1.url should be 'https://a.example/1'": finder(lambda cx: [cx.fetch(url(2)).text]),
    "the result.people.items should be": finder(lambda cx: both(cx)[1:]),
    "it ends before the last recorded request": finder(lambda cx: [cx.fetch(url(1)).text, "p2"]),
    "it makes a request that is not recorded": finder(lambda cx: [*both(cx), cx.fetch(url(3)).text]),
    "goes to https://a.example, which `describe` does not ask for": finder(both, hosts=()),
    "`describe` does not ask to send the secret 'token'": finder(lambda cx: [cx.fetch(url(1, bearer="token")).text]),
    "request 1 answered by a timeout: it goes on as if nothing": finder(swallows),
    "request 2 answered by a timeout: AttributeError": finder(believes_the_second),
    "request 1.url should be": finder(lambda cx: [cx.fetch(url(1, query={"n": next(COUNT)})).text]),
    "whether the settings are valid": finder(both, validate=refuses),
}


def channel_module(receive):
    class Plugin:
        def describe(self):
            key = secret("key", ["verify"], "The signing key")
            return descriptor("channel", "verifies", "0.1.0", "Verifies", secrets=[key])

        def validate(self):
            pass

    class Channel:
        def receive(self, call):
            return answer(lambda: receive(call))

    return modules.SimpleNamespace(Plugin=Plugin, Channel=Channel)


def read(call):
    body = json_of(call)
    return channel.Inbound([message_event(body["id"], body["from"], now(), body["text"])], None)


def verified(call):
    verify_hmac(call, "key", "x-signature", prefix="sha256=")
    return read(call)


def everything():
    """A channel with all that the contract has."""

    class Plugin:
        def describe(self):
            return descriptor("channel", "all", "0.1.0", "All", hosts=["{base_url}"])

        def validate(self):
            pass

    class Channel:
        def capabilities(self):
            return capabilities(
                max_chars=160, counting=channel.Counting.SMS, window=channel.Window(24, None), address="phone",
                files=channel.FileRules(9, ["image/*"]),
            )

        def receive(self, call):
            return answer(events)

        def send(self, message, prior):
            work = lambda cx: outcome(message, cx)
            return replay(channel.SendStep_Fetch, channel.SendStep_Done, message.id, prior, work)

        def fetch_file(self, handle, prior):
            file = lambda cx: url("file-" + cx.fetch(url(handle)).text)
            return replay(channel.FileStep_Fetch, channel.FileStep_File, "", prior, file)

    return modules.SimpleNamespace(Plugin=Plugin, Channel=Channel)


def events():
    at = now()
    bo = {"name": "Bo", "locale": "de", "identities": [("phone", "+15550100")]}
    picture = attachment("image", "f1", mime="image/png", bytes=7)
    opted_out = channel.Refusal(channel.Cause.OPTED_OUT, "no more", "21610")
    consent = channel.EventKind_Consent(channel.Consent.STOP)
    echo = channel.EventKind_Echo(channel.Echo(None, "p2", "Hi"))
    return channel.Inbound(
        [
            message_event("1", "bo", at, "Look", [picture], "0", **bo),
            message_event("2", "bo", at, "Words"),
            status_event("3", "bo", at, channel.Subject_Reference("cnv_1.1"), "delivered"),
            status_event("4", "bo", at, channel.Subject_ProviderId("p1"), "failed", opted_out),
            status_event("5", "bo", at, channel.Subject_UpTo(4.0), "read"),
            event("6", "bo", at, channel.EventKind_Typing()),
            event("7", "bo", at, consent),
            event("8", "bo", at, echo),
        ],
        None,
    )


def outcome(message, cx):
    content = message.content
    if isinstance(content, channel.Content_Template):
        template = content.value
        return refused("window_closed", f"{template.name} {template.language} {','.join(template.values)}")
    if isinstance(content, channel.Content_Text):
        return sent(cx.fetch(url(text_of(message))).text)
    files = ", ".join(f"{file.media.name.lower()} of {file.bytes}" for file in content.value.files)
    return uncertain(f"{text_of(message)}: {files}, wrote at {message.contact_wrote_at}")


class Kit(unittest.TestCase):
    def test_a_channel_with_all_that_the_contract_has_passes(self):
        self.assertEqual(said(everything(), "channel", "everything"), "")

    def test_right_components_pass(self):
        self.assertEqual(said(finder(both), "crm", "two-gets"), "")
        in_one_round = lambda cx: [answer.text for answer in cx.fetch_all([url(1), url(2)])]
        self.assertEqual(said(finder(in_one_round), "crm", "two-gets"), "")
        self.assertEqual(said(channel_module(verified), "channel", "webhook"), "")

    def test_each_mistake_is_named(self):
        for words, module in MISTAKES.items():
            with self.subTest(words):
                self.assertIn(words, said(module, "crm", "two-gets"))

    def test_a_channel_that_believes_everybody_is_found(self):
        found = said(channel_module(read), "channel", "webhook")
        self.assertIn("a call that is unsigned is not `unauthorized`", found)

    def test_a_folder_without_fixtures_is_no_success(self):
        with self.assertRaisesRegex(AssertionError, r"there is no \*\.json"):
            fixtures(finder(both), "crm", pathlib.Path(__file__).parent)
