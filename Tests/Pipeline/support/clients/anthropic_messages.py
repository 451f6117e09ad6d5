"""`anthropic`."""

import base64

import anthropic

from .talk import Call, Failed, Outcome, Talk, Usage


class AnthropicMessages(Talk):
    """`client.messages`."""

    DIALECT = "anthropic"
    ERRORS = {
        400: anthropic.BadRequestError, 401: anthropic.AuthenticationError,
        403: anthropic.PermissionDeniedError, 404: anthropic.NotFoundError,
        429: anthropic.RateLimitError, 500: anthropic.InternalServerError,
        503: anthropic.InternalServerError,
    }
    BROKEN = anthropic.APIError
    ENDED, CUT, CALLED = "end_turn", "max_tokens", "tool_use"

    @staticmethod
    def connect(origin, key):
        return anthropic.Anthropic(base_url=origin, api_key=key, max_retries=0, timeout=30)

    def say(self, text, picture=None):
        content = [{"type": "text", "text": text}]
        if picture is not None:
            content.append({"type": "image", "source": {
                "type": "base64", "media_type": "image/png",
                "data": base64.b64encode(picture).decode()}})
        self.history.append({"role": "user", "content": content})

    def answer(self, results):
        self.history.append({"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": call.id, "content": text}
            for call, text in results]})

    def _arguments(self):
        arguments = {
            "model": self.model, "messages": self.history, "max_tokens": self.limit or 4096}
        if self.tools:
            arguments["tools"] = [
                {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
                for tool in self.tools]
        if self.schema:
            arguments["output_config"] = {
                "format": {"type": "json_schema", "schema": self.schema}}
        if self.thinks:
            arguments["thinking"] = {"type": "enabled", "budget_tokens": 2048}
        return arguments

    def ask(self, stream=False):
        pieces = 0
        if stream:
            with self.client.messages.stream(**self._arguments()) as events:
                ended = False
                for event in events:
                    pieces += event.type == "text"
                    ended = ended or event.type == "message_stop"
                if not ended:
                    raise Failed("no message_stop")
                message = events.get_final_message()
        else:
            message = self.client.messages.create(**self._arguments())
        return self._outcome(message, pieces)

    def _outcome(self, message, pieces):
        content = [block.model_dump(exclude_none=True) for block in message.content]
        for block in content:
            block.pop("parsed_output", None)
        self.history.append({"role": "assistant", "content": content})

        def blocks(kind):
            return [block for block in message.content if block.type == kind]

        usage = message.usage
        cached = usage.cache_read_input_tokens or 0
        return Outcome(
            text="".join(block.text for block in blocks("text")),
            reasoning="\n\n".join(block.thinking for block in blocks("thinking")),
            calls=[Call(block.id, block.name, block.input) for block in blocks("tool_use")],
            usage=Usage(
                usage.input_tokens + cached + (usage.cache_creation_input_tokens or 0),
                usage.output_tokens, cached),
            stop=message.stop_reason, pieces=pieces)

    def pieces(self):
        with self.client.messages.create(**self._arguments(), stream=True) as stream:
            ended = False
            for event in stream:
                if event.type == "content_block_delta" and event.delta.type == "text_delta":
                    yield event.delta.text
                ended = ended or event.type == "message_stop"
            if not ended:
                raise Failed("no message_stop")

    def models(self):
        return [model.id for model in self.client.models.list(limit=1000)]
