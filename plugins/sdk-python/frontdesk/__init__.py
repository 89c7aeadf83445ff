"""Writes a Frontdesk component in Python: requests that look like calls, errors, webhooks.

The shapes are the contract's, as `componentize-py bindings` generates them (module `wit_world`); a
component's own code is ordinary Python and runs in the tests as it does in the gateway.
"""

import base64
import dataclasses
import functools
import json as _json
import re
import typing
from urllib.parse import quote

from componentize_py_types import Err, Ok
from wit_world.imports import host, http_types, types
from wit_world.imports.http_types import Hash, Encoding, Method, Request
from wit_world.imports.types import ErrorKind, Field

__all__ = [
    "Cx", "Encoding", "ErrorKind", "Field", "Hash", "Method", "PluginError", "Request", "Response", "answer",
    "attachment", "capabilities", "delete", "descriptor", "error_of", "event", "get", "header", "invalid", "join",
    "json_of", "log", "message_event", "misconfigured", "now", "patch", "post", "put", "rate_limited", "refused",
    "rejected", "replay", "request", "secret", "sent", "settings", "status_event", "text_of", "transient",
    "unauthorized", "uncertain", "unsupported", "validated", "verify_hmac", "verify_token",
]


class PluginError(Exception):
    """An error the gateway acts on, by its kind. The message is for the operator: never a contact's words."""

    def __init__(self, kind, message, code=None, retry_after_ms=None):
        super().__init__(message)
        self.record = types.Error(kind, message, code, retry_after_ms)


def _of(kind):
    return lambda message, code=None, retry_after_ms=None: PluginError(kind, message, code, retry_after_ms)


invalid = _of(ErrorKind.INVALID)
unauthorized = _of(ErrorKind.UNAUTHORIZED)
unsupported = _of(ErrorKind.UNSUPPORTED)
rejected = _of(ErrorKind.REJECTED)
rate_limited = _of(ErrorKind.RATE_LIMITED)
transient = _of(ErrorKind.TRANSIENT)
misconfigured = _of(ErrorKind.MISCONFIGURED)


def descriptor(kind, id, version, title, settings=None, secrets=(), hosts=(), kv=False, features=()):
    """What `describe` returns. `kind` is "channel", "crm", "translator" or "bot"; `settings` a JSON Schema."""
    from wit_world.exports import plugin

    schema = settings or {"type": "object", "additionalProperties": False}
    return plugin.Descriptor(
        plugin.Kind[kind.upper()], id, version, title, _json.dumps(schema), list(secrets), list(hosts), kv,
        list(features),
    )


def secret(name, uses, purpose, required=True):
    """A secret `describe` asks for; `uses` are "send", "verify", "hmac"."""
    from wit_world.exports import plugin

    return plugin.SecretNeed(name, purpose, [plugin.SecretUse[use.upper()] for use in uses], required)


def settings():
    """The operator's settings."""
    return _json.loads(host.settings())


def now():
    """The operation's time in milliseconds."""
    return host.now()


def log(level, message, **more):
    """A line of the operator's log; never a contact's words."""
    host.log(host.Level[level.upper()], message, _fields(more))


def _fields(pairs):
    return [Field(name, str(value)) for name, value in pairs.items()]


def join(base, *segments):
    """A base address and path segments below it, each encoded."""
    encode = lambda text: text.replace(".", "%252E") if text in (".", "..") else quote(text, safe="")
    return "/".join([base.rstrip("/"), *map(encode, segments)])


def request(
    method, url, *, query=None, headers=None, json=None, form=None, data=None, bearer=None, auth=None,
    idempotency=None, timeout_ms=None, accept=(),
):
    """A request. `bearer` is a secret's name; `accept` lists statuses beside 2xx that are answers too."""
    pairs = "&".join(f"{quote(k, safe='')}={quote(str(v), safe='')}" for k, v in (query or {}).items())
    if pairs:
        url += ("&" if "?" in url else "?") + pairs
    body = http_types.Body_Empty()
    if json is not None:
        body = http_types.Body_Json(_json.dumps(json, ensure_ascii=False))
    if form is not None:
        body = http_types.Body_Form(_fields(form))
    if data is not None:
        body = http_types.Body_Bytes(data)
    if auth is None:
        auth = http_types.Auth_None_() if bearer is None else http_types.Auth_Bearer(bearer)
    return Request(method, url, _fields(headers or {}), body, auth, timeout_ms, idempotency, list(accept))


def get(url, **options):
    return request(Method.GET, url, **options)


def post(url, **options):
    return request(Method.POST, url, **options)


def put(url, **options):
    return request(Method.PUT, url, **options)


def patch(url, **options):
    return request(Method.PATCH, url, **options)


def delete(url, **options):
    return request(Method.DELETE, url, **options)


def _find(fields, name):
    return next((field.value for field in fields if field.name == name), None)


_DEPTH_MAX = 500
# A string, or what is left of one at the end, is one step.
_STEP = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)


def _parsed(text):
    """A JSON object or list. Anything else is refused unread: a number of a million digits takes long. So is what
    is nested too deep: reading it would exhaust the component's stack, and that is a trap, which nothing can catch."""
    if not re.match(r"[ \t\n\r]*[\[{]", text) or _is_deep(text):
        raise ValueError("no object or list")
    return _json.loads(text)


def _is_deep(text):
    # Few texts have so many brackets that they have to be looked at one by one.
    if len(text) <= _DEPTH_MAX or text.count("[") + text.count("{") <= _DEPTH_MAX:
        return False
    depth = 0
    for step in _STEP.finditer(text):
        first = step[0][0]
        depth += (first in "[{") - (first in "]}")
        if depth > _DEPTH_MAX:
            return True
    return False


def _typed(value):
    """The value, unless a record in it has a field of another type than the contract's: that would be a trap."""
    for item in value if isinstance(value, list) else [value]:
        wrong = _check_of(type(item))(item)
        if wrong:
            raise TypeError(wrong)
    return value


@functools.cache
def _check_of(wanted):
    """A function that says where a value is of another type; nothing where it is not."""
    origin, of = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Union:
        checks = [_check_of(case) for case in of]
        return lambda value: all(check(value) for check in checks) and f"is a {type(value).__name__}"
    if origin is list:
        check = _check_of(of[0])
        of_items = lambda items: next(filter(None, map(check, items)), None)
        return lambda value: of_items(value) if isinstance(value, list) else f"is a {type(value).__name__}"
    if not isinstance(wanted, type):
        return lambda value: None
    # A whole number is a number too.
    types_ = (int, float) if wanted is float else wanted
    fields = dataclasses.fields(wanted) if dataclasses.is_dataclass(wanted) else ()
    checks = [(field.name, _check_of(field.type)) for field in fields]

    def check_record(value):
        if not isinstance(value, types_):
            return f"is a {type(value).__name__}"
        for name, check in checks:
            wrong = check(getattr(value, name))
            if wrong:
                return f"{name} {wrong}"
        return None

    return check_record


class Response:
    """An answer: `status`, `text`, `data`, `json(read)`, `header(name)`."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        is_text = isinstance(response.body, types.Payload_Text)
        self.text = response.body.value if is_text else ""
        self.data = self.text.encode() if is_text else response.body.value

    def header(self, name):
        return _find(self.headers, name)

    def json(self, read=lambda value: value):
        """The body as JSON, through `read`, which makes the contract's records of it. One that is another than
        `read` or the records expect is the provider's fault and may pass."""
        try:
            return _typed(read(_parsed(self.text)))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise transient(f"an answer with status {self.status} is not as expected") from None


class _Leave(BaseException):
    """Not an `Exception`, so that no `except Exception` keeps the function from leaving."""


class Cx:
    """The context of an operation.

    The function runs from the top each time the gateway has something new: what was answered before
    returns its recorded answer, the first request that was not leaves the function. So the same operation
    with the same answers must make the same requests.
    """

    def __init__(self, reference="", prior=()):
        self.reference = reference
        """The gateway's name for the operation, the same at every try."""
        self._prior = list(prior)
        self._needed = None

    def fetch(self, one):
        """Runs a request; a failure is raised as the error the gateway should see."""
        return self.fetch_all([one])[0]

    def fetch_all(self, requests):
        """Runs requests at the same time."""
        answers = []
        for one, exchange in zip(requests, self.try_fetch_all(requests)):
            if isinstance(exchange, Err):
                raise error_of(exchange.value, _host_of(one.url))
            answers.append(Response(exchange.value))
        return answers

    def try_fetch_all(self, requests):
        """Runs requests and returns what became of each: `Ok` or `Err`."""
        done = []
        if self._needed is None:
            done, self._prior = self._prior[: len(requests)], self._prior[len(requests) :]
        if len(done) == len(requests):
            return done
        if self._needed is None:
            self._needed = requests[len(done) :]
        raise _Leave()


def replay(fetch, done, reference, prior, work):
    """What an export answers: `fetch` and `done` are the step's two cases, `work(cx)` the component's function."""
    cx = Cx(reference, prior)
    try:
        result = work(cx)
        if cx._needed is None:
            _typed(result)
    except _Leave:
        return fetch(cx._needed)
    except BaseException as error:
        if cx._needed is not None:
            return fetch(cx._needed)
        raise Err(_record(error)) from None
    return done(result) if cx._needed is None else fetch(cx._needed)


def answer(work):
    """What an export without requests answers."""
    try:
        return _typed(work())
    except BaseException as error:
        raise Err(_record(error)) from None


def validated(work):
    """What `validate` answers: `work` raises what is wrong with the settings."""
    try:
        work()
    except BaseException as error:
        raise Err([_record(error)]) from None


def _record(error):
    if isinstance(error, PluginError):
        return error.record
    # What a bug's message says can hold a contact's words; its type and place cannot.
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "unknown" if trace is None else f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
    return types.Error(ErrorKind.INTERNAL, f"{type(error).__name__} raised at {place}", None, None)


def _host_of(url):
    found = re.match(r"[a-z]+://(?:[^/?#]*@)?([^/?#]*)", url, re.IGNORECASE)
    return found.group(1) if found else ""


def error_of(failure, host_name):
    """The error for a failed request, unless the component knows better."""
    if isinstance(failure, http_types.Failure_Timeout):
        return transient(f"{host_name} did not answer in time")
    if isinstance(failure, http_types.Failure_Connect):
        return transient(f"{host_name} cannot be reached: {failure.value}")
    if isinstance(failure, http_types.Failure_Denied):
        return misconfigured(failure.value)
    if isinstance(failure, http_types.Failure_TooLarge):
        return rejected(f"{host_name} answered with more than {failure.value} bytes")
    return _of_status(Response(failure.value), host_name)


def _of_status(response, host_name):
    status, code = response.status, str(response.status)
    message = f"{host_name} answered {status}"
    seconds = (response.header("retry-after") or "").strip()
    retry_after_ms = min(int(seconds) * 1000, 0xFFFFFFFF) if seconds.isdecimal() else None
    if status == 429:
        return rate_limited(message, code, retry_after_ms)
    if status in (401, 403):
        return misconfigured(f"{message}: are its secrets right?", code)
    if status in (408, 425) or status >= 500:
        return transient(message, code, retry_after_ms)
    return rejected(message, code)


# --- webhooks ----------------------------------------------------------------------------------------


def header(call, name):
    """A webhook's header; the name in lower case."""
    return _find(call.headers, name)


def json_of(call):
    """A webhook's body as JSON: an object or a list."""
    try:
        return _parsed(call.body.value)
    except (ValueError, TypeError):
        raise invalid("the body is no JSON object or list") from None


def verify_hmac(call, secret, name, hash=Hash.SHA256, prefix="", encoding=Encoding.HEX, parts=None):
    """Goes on only if a header holds the HMAC of the body (or of `parts`) under the secret."""
    value = header(call, name)
    code = _decode(value[len(prefix) :], encoding) if value and value.startswith(prefix) else None
    signed = [host.SignedPart_Body()] if parts is None else parts
    if code is None or not _host_call(lambda: host.hmac_verify(secret, hash, signed, code)):
        raise unauthorized("the call's signature is missing or wrong")


def verify_token(call, secret, name):
    """Goes on only if a header holds the secret itself."""
    value = header(call, name)
    if value is None or not _host_call(lambda: host.secret_equals(secret, value)):
        raise unauthorized("the call's signature is missing or wrong")


def _host_call(work):
    try:
        return work()
    except Err as error:
        # A refusal of the host about a secret is for the operator.
        raise misconfigured(error.value.value) from None


def _decode(text, encoding):
    try:
        if encoding == Encoding.HEX:
            return bytes.fromhex(text)
        padded = text.replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
    except ValueError:
        return None


# --- channels ----------------------------------------------------------------------------------------


def capabilities(**more):
    """What a channel can do. Without more: texts of 5000 characters at any time, no files, no reports, and it
    never writes first."""
    from wit_world.exports import channel

    usual = dict(
        max_chars=5000, counting=channel.Counting.CHARACTERS, delivered=False, read=False, typing=False, window=None,
        templates=[], can_initiate=False, address="address", contact_pace_ms=0, pace_ms=0, files=None,
    )
    return channel.ChannelCapabilities(**{**usual, **more})


def event(id, thread, at, kind, name=None, locale=None, identities=()):
    """Something that happened to `thread`, the contact's address. `identities` are pairs of kind and value that the
    provider vouches for."""
    from wit_world.exports import channel

    known = [channel.Identity(*pair) for pair in identities]
    return channel.Event(id, thread, channel.Party(thread, name, locale, known), at, kind)


def message_event(id, thread, at, text, attachments=(), reply_to=None, **sender):
    """A contact's message; `sender` may be `name`, `locale` and `identities`."""
    from wit_world.exports import channel

    said = channel.Said(text, list(attachments), reply_to)
    return event(id, thread, at, channel.EventKind_Message(said), **sender)


def attachment(media, handle, mime=None, name=None, bytes=None):
    """A file in a message: `media` is "image", "audio", "video", "sticker" or "document"; `fetch_file` gets the
    handle."""
    from wit_world.exports import channel

    return channel.Attachment(channel.Media[media.upper()], handle, mime, name, bytes)


def status_event(id, thread, at, subject, state, reason=None):
    """A report on a message: `subject` is a `channel.Subject_..`; `state` "sent", "delivered", "read" or "failed"."""
    from wit_world.exports import channel

    delivery = channel.Delivery(subject, channel.DeliveryState[state.upper()], reason)
    return event(id, thread, at, channel.EventKind_Status(delivery))


def sent(*ids):
    """What became of a message: the provider took it, under these ids, one for each part."""
    from wit_world.exports import channel

    return channel.Outcome_Sent(list(ids))


def uncertain(why):
    """Nobody knows what became of a message: it is not sent again by itself."""
    from wit_world.exports import channel

    return channel.Outcome_Uncertain(why)


def refused(cause, message, code=None):
    """A message that will not be taken; `cause` is the contract's word, such as "recipient" or "opted_out"."""
    from wit_world.exports import channel

    return channel.Outcome_Refused(channel.Refusal(channel.Cause[cause.upper()], message, code))


def text_of(message):
    """The words of a message; "" where there are none, as of a template."""
    from wit_world.exports import channel

    if isinstance(message.content, channel.Content_Text):
        return message.content.value
    return message.content.value.text if isinstance(message.content, channel.Content_Files) else ""
