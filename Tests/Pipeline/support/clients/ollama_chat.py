"""`ollama`."""

import ollama

from .talk import Call, Failed, Outcome, Talk, Usage


class OllamaChat(Talk):
    """`client.chat`."""

    DIALECT = "ollama"
    ERRORS = {
        status: ollama.ResponseError for status in (400, 401, 403, 404, 429, 500, 503)}
    # The SDK takes the end of a connection for the end of the answer.
    BROKEN = (ollama.ResponseError, Failed)
    ENDED, CUT, CALLED = "stop", "length", "stop"
    SHOWS_HEADERS = False
    KEEPS_SCHEMAS = False

    @staticmethod
    def connect(origin, key):
        return ollama.Client(
            host=origin, headers={"Authorization": f"Bearer {key}"}, timeout=30)

    def say(self, text, picture=None):
        self.history.append(ollama.Message(
            role="user", content=text,
            images=None if picture is None else [ollama.Image(value=picture)]))

    def answer(self, results):
        self.history += [
            ollama.Message(role="tool", content=text, tool_name=call.name)
            for call, text in results]

    def _arguments(self):
        return {
            "model": self.model, "messages": self.history,
            "tools": [
                {"type": "function", "function": {
                    "name": tool.name, "description": tool.description,
                    "parameters": tool.schema}}
                for tool in self.tools],
            "format": self.schema, "think": True if self.thinks else None,
            "options": {"num_predict": self.limit} if self.limit else None,
        }

    def ask(self, stream=False):
        chunks = (
            list(self.client.chat(**self._arguments(), stream=True)) if stream
            else [self.client.chat(**self._arguments())])
        if not chunks or not chunks[-1].done:
            raise Failed("no line with done")
        messages = [chunk.message for chunk in chunks]
        words = [message.content for message in messages if message.content]
        calls = [call for message in messages for call in message.tool_calls or []]
        thoughts = "".join(message.thinking or "" for message in messages)
        self.history.append(ollama.Message(
            role="assistant", content="".join(words), thinking=thoughts or None,
            tool_calls=calls or None))
        last = chunks[-1]
        return Outcome(
            text="".join(words), reasoning=thoughts,
            # The SDK of this dialect shows no ids.
            calls=[
                Call(f"{number}", call.function.name, dict(call.function.arguments))
                for number, call in enumerate(calls)],
            usage=Usage(last.prompt_eval_count or 0, last.eval_count or 0, None),
            stop=last.done_reason, pieces=len(words) if stream else 0)

    def pieces(self):
        chunk = None
        for chunk in self.client.chat(**self._arguments(), stream=True):
            if chunk.message.content:
                yield chunk.message.content
        if chunk is None or not chunk.done:
            raise Failed("no line with done")

    def models(self):
        return [model.model for model in self.client.list().models]
