"""A conversation as every SDK has it, whatever its own forms are called."""

import base64
import dataclasses
import functools

# The smallest picture: one pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg==")


class Failed(Exception):
    """The answer itself says that it failed, or it ended without the sign of its end.

    For SDKs that hand such an event on, or know no end, and leave the judgement to the program.
    """


@dataclasses.dataclass(frozen=True)
class Tool:
    """A function that a model may call."""

    name: str
    description: str
    schema: dict


@dataclasses.dataclass(frozen=True)
class Call:
    """A call that a model has made."""

    id: str
    name: str
    arguments: dict


@dataclasses.dataclass(frozen=True)
class Usage:
    """Tokens as an answer tells them, by one way of counting for all: a prompt includes what was cached,
    an answer includes its reasoning."""

    prompt: int
    completion: int
    cached: int


@dataclasses.dataclass
class Outcome:
    """What came of asking."""

    text: str = ""
    reasoning: str = ""
    calls: list = dataclasses.field(default_factory=list)
    usage: Usage = None
    stop: str = None
    # In how many parts the text came, if it was streamed.
    pieces: int = 0


class Talk:
    """A conversation through one SDK. It keeps the history in the SDK's own form, as programs do:
    what an answer held is sent back as it came."""

    # What it speaks.
    DIALECT = None
    # Classes of errors by status, and of a stream that broke.
    ERRORS = {}
    BROKEN = Exception
    # What the SDK calls the reasons of an answer's end.
    ENDED, CUT, CALLED = "stop", "length", "tool_calls"
    # Whether an error shows the headers of the answer.
    SHOWS_HEADERS = True
    # Whether schemas of tools arrive as they were given; one SDK leaves most of them out.
    KEEPS_SCHEMAS = True

    def __init__(self, target, model, text="Say something.", *, picture=None, tools=(), schema=None,
                 thinks=False, limit=None, key=None):
        self.target = target
        self.model = model
        self.tools = tools
        self.schema = schema
        self.thinks = thinks
        self.limit = limit
        self.history = []
        self.client = self._client(target.origin, key or target.key)
        self.say(text, picture)

    @classmethod
    @functools.lru_cache(maxsize=64)
    def _client(cls, origin, key):
        """The client of all conversations with a server: to make one takes longer than most of them."""
        return cls.connect(origin, key)

    @staticmethod
    def connect(origin, key):
        """The SDK's client, with no retries of its own."""
        raise NotImplementedError

    def say(self, text, picture=None):
        """Adds a turn of the user."""
        raise NotImplementedError

    def answer(self, results):
        """Adds the results of calls: pairs of call and text."""
        raise NotImplementedError

    def ask(self, stream=False):
        """Asks, adds the answer to the history and returns what came."""
        raise NotImplementedError

    def pieces(self):
        """Asks for a stream and yields its parts of text as they come; closed early, it aborts."""
        raise NotImplementedError

    def headers(self, error):
        """The headers of the answer that an error was made from."""
        return error.response.headers

    def status(self, error):
        """The HTTP status that an error was made from."""
        return error.status_code

    def models(self):
        """The ids of the models that the SDK lists."""
        raise NotImplementedError
