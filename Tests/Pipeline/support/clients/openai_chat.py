"""`openai` on the chat API."""

import base64
import json

import openai

from .talk import Call, Failed, Outcome, Talk, Usage


def errors():
    """The SDK's classes by status, the same for both of its APIs."""
    return {
        400: openai.BadRequestError, 401: openai.AuthenticationError,
        403: openai.PermissionDeniedError, 404: openai.NotFoundError,
        429: openai.RateLimitError, 500: openai.InternalServerError,
        503: openai.InternalServerError,
    }


class OpenAIClient(Talk):
    """What both APIs share."""

    ERRORS = errors()
    BROKEN = openai.APIError

    @staticmethod
    def connect(origin, key):
        return openai.OpenAI(base_url=f"{origin}/v1", api_key=key, max_retries=0, timeout=30)

    def models(self):
        return [model.id for model in self.client.models.list()]


class OpenAIChat(OpenAIClient):
    """`client.chat.completions`."""

    DIALECT = "openai-chat"

    def say(self, text, picture=None):
        content = text
        if picture is not None:
            url = "data:image/png;base64," + base64.b64encode(picture).decode()
            content = [
                {"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": url}}]
        self.history.append({"role": "user", "content": content})

    def answer(self, results):
        self.history += [
            {"role": "tool", "tool_call_id": call.id, "content": text} for call, text in results]

    def _arguments(self):
        arguments = {"model": self.model, "messages": self.history}
        if self.tools:
            arguments["tools"] = [
                {"type": "function", "function": {
                    "name": tool.name, "description": tool.description,
                    "parameters": tool.schema}}
                for tool in self.tools]
        if self.schema:
            arguments["response_format"] = {"type": "json_schema", "json_schema": {
                "name": "answer", "schema": self.schema, "strict": True}}
        if self.thinks:
            arguments["reasoning_effort"] = "medium"
        if self.limit:
            arguments["max_completion_tokens"] = self.limit
        return arguments

    def ask(self, stream=False):
        if stream:
            # The helper of the SDK, which puts the chunks together itself.
            pieces = 0
            with self.client.chat.completions.stream(
                    **self._arguments(), stream_options={"include_usage": True}) as events:
                try:
                    for event in events:
                        pieces += event.type == "content.delta"
                    answer = events.get_final_completion()
                except openai.LengthFinishReasonError as error:
                    # The helper takes an answer that a limit cut for a failure.
                    answer = error.completion
        else:
            pieces = 0
            answer = self.client.chat.completions.create(**self._arguments())
        return self._outcome(answer, pieces)

    def _outcome(self, answer, pieces):
        [choice] = answer.choices
        message = choice.message
        if choice.finish_reason is None:
            raise Failed("no finish_reason")
        self.history.append(message.model_dump(exclude_none=True, exclude={"parsed"}))
        for call in self.history[-1].get("tool_calls") or []:
            call["function"].pop("parsed_arguments", None)
        usage = answer.usage
        details = usage and usage.prompt_tokens_details
        return Outcome(
            text=message.content or "",
            reasoning=getattr(message, "reasoning_content", None) or "",
            calls=[
                Call(call.id, call.function.name, json.loads(call.function.arguments))
                for call in message.tool_calls or []],
            usage=usage and Usage(
                usage.prompt_tokens, usage.completion_tokens,
                (details and details.cached_tokens) or 0),
            stop=choice.finish_reason, pieces=pieces)

    def pieces(self):
        with self.client.chat.completions.create(**self._arguments(), stream=True) as stream:
            ended = False
            for chunk in stream:
                for choice in chunk.choices:
                    ended = ended or choice.finish_reason is not None
                    if choice.delta.content:
                        yield choice.delta.content
            if not ended:
                raise Failed("no finish_reason")
