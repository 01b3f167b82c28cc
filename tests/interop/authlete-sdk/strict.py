"""Makes Authlete's Python library as strict as it is documented: it converts nothing and compares no types by itself.

The types are the library's own, from the tables of its classes; which members are lists stands in their comments.
"""

import inspect
import json
import pathlib
import re
from enum import Enum
from functools import lru_cache

from authlete.dto import *
from authlete.types import *

# The members that Authlete's examples have for an action, from its API description.
ALWAYS = json.loads(pathlib.Path(__file__).with_name("always.json").read_text())

APIS = {
    BackchannelAuthenticationResponse: "backchannel/authentication",
    BackchannelAuthenticationIssueResponse: "backchannel/authentication/issue",
    BackchannelAuthenticationFailResponse: "backchannel/authentication/fail",
    BackchannelAuthenticationCompleteResponse: "backchannel/authentication/complete",
    TokenResponse: "auth/token",
    UserInfoResponse: "auth/userinfo",
    UserInfoIssueResponse: "auth/userinfo/issue",
    IntrospectionResponse: "auth/introspection",
}

# What Authlete answers and this version of the library does not know: the type, in a list if it is a list's.
NEWER = {
    "BackchannelAuthenticationResponse.clientAuthMethod": ClientAuthMethod,
    "TokenResponse.clientAuthMethod": ClientAuthMethod,
    "IntrospectionResponse.scopeDetails": [Scope],
    "UserInfoResponse.scopes": [str],
    "UserInfoResponse.properties": [Property],
    "Service.number": int,
    "Client.number": int,
    "Client.serviceNumber": int,
}

# RFC 6749, section 5; CIBA Core 1.0, sections 7.3, 10 and 12; OpenID Connect Core 1.0, section 5.1.
CLIENT_GETS = {
    "auth_req_id": str, "expires_in": int, "interval": int, "access_token": str, "token_type": str, "scope": str,
    "id_token": str, "refresh_token": str, "error": str, "error_description": str, "error_uri": str, "sub": str,
    "email": str,
}


class Mistyped(Exception):
    """An answer is not as the library says that it is."""


@lru_cache
def lists(cls):
    return set(re.findall(r"'(\w+)':\s*\w+,?\s*# list of", inspect.getsource(cls)))


def check(condition, place, value):
    if not condition:
        raise Mistyped(f"{place} is {value!r}")


def check_one(place, value, expected):
    if issubclass(expected, Enum):
        check(isinstance(value, expected) or (type(value) is str and value in expected.__members__), place, value)
    elif issubclass(expected, Jsonable):
        check(isinstance(value, (dict, expected)), place, value)
        if isinstance(value, dict):
            expected(value)
    else:
        check(type(value) is expected, place, value)


def check_members(cls, members, types):
    check(isinstance(members, dict), cls.__name__, members)
    for name, value in members.items():
        place = f"{cls.__name__}.{name}"
        expected = [types[name]] if name in lists(cls) else types.get(name) or NEWER.get(place)
        check(expected is not None, place, "unknown")
        if type(expected) is list:
            check(isinstance(value, list), place, value)
            for item in value:
                check_one(place, item, *expected)
        else:
            check_one(place, value, expected)


def needed(cls, members):
    always = ALWAYS.get(APIS.get(cls))
    if always is None:
        return []
    return ["action", "resultCode", "resultMessage", *always.get(str(members.get("action")), always["otherwise"])]


def check_answer(cls, members):
    for name in needed(cls, members):
        check(name in members, f"{cls.__name__}.{name}", "missing")
    text = members.get("responseContent")
    if type(text) is str and text.startswith("{"):
        for name, value in json.loads(text).items():
            check(type(value) is CLIENT_GETS.get(name), f"{cls.__name__}.responseContent.{name}", value)


# Every answer that was read, by its class and the names of its members.
seen = {}


def be_strict():
    """From here on the library refuses what is not as it says."""
    construct, read = Jsonable.__init__, Jsonable.from_json.__func__

    def strictly_constructed(self, nameAndValues=None, nameAndTypes=None):
        if nameAndValues is not None and nameAndTypes is not None:
            check_members(type(self), nameAndValues, nameAndTypes)
        construct(self, nameAndValues, nameAndTypes)

    def strictly_read(cls, text):
        members = json.loads(text)
        # What a test forces says nothing about the fake.
        if members.get("resultCode") != "A001999":
            check_answer(cls, members)
            seen.setdefault((cls, tuple(sorted(members))), members)
        return read(cls, text)

    Jsonable.__init__ = strictly_constructed
    Jsonable.from_json = classmethod(strictly_read)


def other_type(value):
    if type(value) is str:
        return 7
    if isinstance(value, (list, dict)):
        return "text"
    return str(value)


def mutants(answer):
    """The same answer with one member broken, for each member and each way: `(place, mutant)`."""
    pairs = answer.items() if isinstance(answer, dict) else enumerate(answer)
    for name, value in list(pairs):

        def put(other):
            copy = answer.copy()
            copy[name] = other
            return copy

        ways = [other_type(value), None, {"an": "object"} if type(value) is not dict else []]
        if type(value) is int:
            ways.append(value + 0.5)
        for other in ways:
            yield (name,), put(other)
        is_text = name == "responseContent" and value.startswith("{")
        inside = json.loads(value) if is_text else value
        if isinstance(inside, (dict, list)):
            for place, mutant in mutants(inside):
                yield (name, *place), put(json.dumps(mutant) if is_text else mutant)
