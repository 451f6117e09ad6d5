"""`openai` on the Responses API."""

import base64
import json

import openai

from .openai_chat import OpenAIClient
from .talk import Call, Failed, Outcome, Usage


class OpenAIResponses(OpenAIClient):
    """`client.responses`, without a store at the provider: the program sends all items back."""

    DIALECT = "openai-responses"
    ENDED, CUT, CALLED = "completed", "max_output_tokens", "completed"
    # The SDK hands `response.failed` on as an event; only `error` becomes an exception.
    BROKEN = (openai.APIError, Failed)

    def say(self, text, picture=None):
        content = [{"type": "input_text", "text": text}]
        if picture is not None:
            url = "data:image/png;base64," + base64.b64encode(picture).decode()
            content.append({"type": "input_image", "image_url": url, "detail": "auto"})
        self.history.append({"role": "user", "content": content})

    def answer(self, results):
        self.history += [
            {"type": "function_call_output", "call_id": call.id, "output": text}
            for call, text in results]

    def _arguments(self):
        arguments = {"model": self.model, "input": self.history, "store": False}
        if self.tools:
            arguments["tools"] = [
                {"type": "function", "name": tool.name, "description": tool.description,
                 "parameters": tool.schema, "strict": False}
                for tool in self.tools]
        if self.schema:
            arguments["text"] = {"format": {
                "type": "json_schema", "name": "answer", "schema": self.schema, "strict": True}}
        if self.thinks:
            arguments["reasoning"] = {"effort": "medium", "summary": "auto"}
            arguments["include"] = ["reasoning.encrypted_content"]
        if self.limit:
            arguments["max_output_tokens"] = self.limit
        return arguments

    def ask(self, stream=False):
        if not stream:
            return self._outcome(self.client.responses.create(**self._arguments()), 0)
        # The helper of the SDK, which puts the events together itself.
        pieces = 0
        final = None
        with self.client.responses.stream(**self._arguments()) as events:
            for event in events:
                pieces += event.type == "response.output_text.delta"
                final = self._ended(event) or final
        if final is None:
            raise Failed("no response.completed")
        return self._outcome(final, pieces)

    @staticmethod
    def _ended(event):
        """The whole response if the event brings it."""
        if event.type in ("response.failed", "error"):
            raise Failed(repr(event))
        if event.type in ("response.completed", "response.incomplete"):
            return event.response
        return None

    def _outcome(self, response, pieces):
        if response.status not in ("completed", "incomplete"):
            raise Failed(f"status {response.status}: {response.error}")
        items = [item.model_dump(exclude_none=True) for item in response.output]
        for item in items:
            item.pop("parsed_arguments", None)
            for part in item.get("content") or []:
                part.pop("parsed", None)
        self.history += items
        summaries = [
            part.text for item in response.output if item.type == "reasoning"
            for part in item.summary]
        usage = response.usage
        reason = response.incomplete_details and response.incomplete_details.reason
        return Outcome(
            text=response.output_text, reasoning="\n\n".join(summaries),
            calls=[
                Call(item.call_id, item.name, json.loads(item.arguments))
                for item in response.output if item.type == "function_call"],
            usage=Usage(
                usage.input_tokens, usage.output_tokens, usage.input_tokens_details.cached_tokens),
            stop=reason or response.status, pieces=pieces)

    def pieces(self):
        with self.client.responses.create(**self._arguments(), stream=True) as stream:
            final = None
            for event in stream:
                if event.type == "response.output_text.delta":
                    yield event.delta
                final = self._ended(event) or final
            if final is None:
                raise Failed("no response.completed")
