"""What the SDK promises: addresses, requests, errors, and functions that run from the top."""

import json
import unittest

from componentize_py_types import Err, Ok
from frontdesk import (
    Encoding, Method, PluginError, Response, answer, error_of, get, join, json_of, post, rejected, replay, unsupported, validated,
    verify_hmac,
)
from wit_world.exports import bot, channel, crm
from wit_world.imports import host, http_types, types

PERSON = {
    "id": "p1", "name": None, "emails": [], "phones": [], "account_number": None, "url": None,
    "fields": [types.Field("plan", "gold")],
}


def answered(text, status=200, headers=()):
    return http_types.Response(status, list(headers), types.Payload_Text(text))


def run(work, *prior):
    return replay(channel.SendStep_Fetch, channel.SendStep_Done, "ref-1", list(prior), work)


def urls(step):
    return [one.url for one in step.value]


class Requests(unittest.TestCase):
    def test_what_a_contact_says_stays_one_segment_of_an_address(self):
        found = join("https://a.example/v1/", "people", "../x?y#z", "é")
        self.assertEqual(found, "https://a.example/v1/people/..%2Fx%3Fy%23z/%C3%A9")
        self.assertEqual(join("https://a.example", ".."), "https://a.example/%252E%252E")

    def test_a_request_is_the_contracts(self):
        made = post("https://a.example/x?a=1", query={"q r": "1&2"}, json={"b": 2}, bearer="token", accept=[404])
        self.assertEqual(made.method, Method.POST)
        self.assertEqual(made.url, "https://a.example/x?a=1&q%20r=1%262")
        self.assertEqual(made.body, http_types.Body_Json('{"b": 2}'))
        self.assertEqual(made.auth, http_types.Auth_Bearer("token"))
        self.assertEqual((made.headers, made.timeout_ms, made.idempotency, made.accept), ([], None, None, [404]))


class Replay(unittest.TestCase):
    def test_each_run_goes_as_far_as_the_answers_reach(self):
        work = lambda cx: cx.fetch(get("https://a.example/1")).text + cx.fetch(get("https://a.example/2")).text
        self.assertEqual(urls(run(work)), ["https://a.example/1"])
        self.assertEqual(urls(run(work, Ok(answered("a")))), ["https://a.example/2"])
        self.assertEqual(run(work, Ok(answered("a")), Ok(answered("b"))), channel.SendStep_Done("ab"))

    def test_what_was_answered_before_a_crash_is_not_run_again(self):
        three = [get(f"https://a.example/{n}") for n in (1, 2, 3)]
        work = lambda cx: [answer.text for answer in cx.fetch_all(three)]
        self.assertEqual(urls(run(work, Ok(answered("a")))), ["https://a.example/2", "https://a.example/3"])
        all_three = [Ok(answered(text)) for text in "abc"]
        self.assertEqual(run(work, *all_three), channel.SendStep_Done(["a", "b", "c"]))

    def test_catching_the_way_out_does_not_lose_the_request(self):
        def work(cx):
            try:
                cx.fetch(get("https://a.example/1"))
            except BaseException:
                pass
            return "done"

        self.assertIsInstance(run(work), channel.SendStep_Fetch)


class Errors(unittest.TestCase):
    def kind(self, failure):
        return error_of(failure, "a.example").record.kind.name

    def test_every_failure_has_a_kind_and_names_the_host_only(self):
        status = lambda code, *headers: http_types.Failure_Status(answered("", code, headers))
        self.assertEqual(self.kind(http_types.Failure_Timeout()), "TRANSIENT")
        self.assertEqual(self.kind(http_types.Failure_Connect("refused")), "TRANSIENT")
        self.assertEqual(self.kind(http_types.Failure_Denied("grant it")), "MISCONFIGURED")
        self.assertEqual(self.kind(http_types.Failure_TooLarge(9)), "REJECTED")
        for code, wanted in [(401, "MISCONFIGURED"), (408, "TRANSIENT"), (404, "REJECTED"), (500, "TRANSIENT")]:
            self.assertEqual(self.kind(status(code)), wanted, code)
        limited = error_of(status(429, types.Field("retry-after", "2")), "a.example").record
        self.assertEqual((limited.kind.name, limited.code, limited.retry_after_ms), ("RATE_LIMITED", "429", 2000))
        with self.assertRaises(Err) as left:
            run(lambda cx: cx.fetch(get("https://u@a.example/x?email=ann")), Err(http_types.Failure_Timeout()))
        self.assertEqual(left.exception.value.message, "a.example did not answer in time")

    def test_an_answer_of_another_shape_may_pass_and_is_not_repeated(self):
        for text in ("ann@example.com", '{"ann": 1}', "[]", "", "null", "7", '"x"', "{"):
            with self.assertRaises(Exception) as found:
                Response(answered(text)).json(lambda value: value["id"])
            record = found.exception.record
            self.assertEqual(record.kind.name, "TRANSIENT")
            self.assertNotIn("ann", record.message)

    def test_a_record_with_a_value_of_another_type_does_not_get_to_the_gateway(self):
        person = lambda **more: crm.Person(**{**PERSON, **more})
        for more in ({"name": 7}, {"emails": "ann"}, {"emails": [None]}, {"id": ["p1"]}, {"fields": [("a", "b")]}):
            for found in (person(**more), crm.People([person(), person(**more)], None), [person(**more)]):
                with self.assertRaises(PluginError) as error:
                    Response(answered("{}")).json(lambda _: found)
                self.assertEqual(error.exception.record.kind.name, "TRANSIENT", more)
            with self.assertRaises(Err) as error:
                run(lambda cx: person(**more))
            self.assertEqual(error.exception.value.kind.name, "INTERNAL", more)
            with self.assertRaises(Err):
                answer(lambda: [person(**more)])
        self.assertEqual(answer(person), person())
        self.assertEqual(Response(answered("[{}]")).json(), [{}])
        # A whole number is a number.
        line = bot.Line(1, bot.Author.CONTACT, "Hi")
        self.assertEqual(answer(lambda: line), line)

    def test_what_is_nested_too_deep_for_the_stack_is_no_json(self):
        def kind(text):
            try:
                Response(answered(text)).json()
                return "fine"
            except PluginError as error:
                return error.record.kind.name

        nested = lambda depth: "[" * depth + "]" * depth
        self.assertEqual(kind(nested(500)), "fine")
        for text in (nested(501), '{"a":[' * 251, '["]",' * 501, "[" * 400 + '"' + "[" * 400):
            self.assertEqual(kind(text), "TRANSIENT", text[:12])
        # Brackets in strings are none, neither more nor fewer.
        self.assertEqual(kind(json.dumps({"a": "[" * 1_000, "b": '"[\\' * 600})), "fine")
        self.assertEqual(kind(json.dumps([{"id": str(n), "tags": []} for n in range(2_000)])), "fine")
        call = lambda body: channel.Webhook(Method.POST, "https://desk.example", [], [], body)
        for body in (types.Payload_Text(nested(501)), types.Payload_Bytes(b"\xff")):
            with self.assertRaises(PluginError) as found:
                json_of(call(body))
            self.assertEqual(found.exception.record.kind.name, "INVALID")

    def test_a_mistake_is_told_by_its_place_not_by_its_words(self):
        with self.assertRaises(Err) as found:
            run(lambda cx: int("ann@example.com"))
        error = found.exception.value
        self.assertEqual(error.kind.name, "INTERNAL")
        self.assertRegex(error.message, "^ValueError raised at ")
        self.assertNotIn("ann", error.message)

    def test_what_is_wrong_with_settings_is_a_list(self):
        def work():
            raise rejected("no")

        with self.assertRaises(Err) as found:
            validated(work)
        self.assertEqual([error.message for error in found.exception.value], ["no"])
        self.assertEqual(unsupported("no").record.kind.name, "UNSUPPORTED")


class Webhooks(unittest.TestCase):
    def verify(self, code, answer, **options):
        seen = []
        host.hmac_verify = lambda *given: seen.append(given) or answer()
        headers = [types.Field("x-code", code)]
        call = channel.Webhook(Method.POST, "https://desk.example", [], headers, types.Payload_Text(""))
        verify_hmac(call, "key", "x-code", **options)
        return list(seen[0][3])

    def refusal(self, code, answer, **options):
        with self.assertRaises(Exception) as found:
            self.verify(code, answer, **options)
        return found.exception.record

    def test_codes_are_read_in_both_encodings(self):
        yes = lambda: True
        self.assertEqual(self.verify("v1=00fFa0", yes, prefix="v1="), [0, 255, 160])
        self.assertEqual(self.verify("aGk=", yes, encoding=Encoding.BASE64), [104, 105])
        self.assertEqual(self.verify("_-8", yes, encoding=Encoding.BASE64), [255, 239])
        for code, options in [("0", {}), ("0g", {}), ("00", {"prefix": "v1="})]:
            self.assertEqual(self.refusal(code, yes, **options).kind.name, "UNAUTHORIZED", code)
        self.assertEqual(self.refusal("00", lambda: False).kind.name, "UNAUTHORIZED")

    def test_a_refused_secret_is_for_the_operator(self):
        def denied():
            raise Err(host.SecretError_Denied("grant it"))

        record = self.refusal("00", denied)
        self.assertEqual((record.kind.name, record.message), ("MISCONFIGURED", "grant it"))
