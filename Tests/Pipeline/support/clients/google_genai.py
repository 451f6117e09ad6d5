"""`google-genai`."""

from google import genai
from google.genai import errors, types

from .talk import Call, Failed, Outcome, Talk, Usage


class GoogleGenAI(Talk):
    """`client.models`."""

    DIALECT = "gemini"
    ERRORS = {
        400: errors.ClientError, 401: errors.ClientError, 403: errors.ClientError,
        404: errors.ClientError, 429: errors.ClientError, 500: errors.ServerError,
        503: errors.ServerError,
    }
    # The SDK takes the end of a connection for the end of the answer.
    BROKEN = (errors.APIError, Failed)
    ENDED, CUT, CALLED = "STOP", "MAX_TOKENS", "STOP"

    @staticmethod
    def connect(origin, key):
        return genai.Client(api_key=key, http_options=types.HttpOptions(
            base_url=origin, api_version="v1beta", timeout=30_000))

    def say(self, text, picture=None):
        parts = [types.Part.from_text(text=text)]
        if picture is not None:
            parts.append(types.Part.from_bytes(data=picture, mime_type="image/png"))
        self.history.append(types.Content(role="user", parts=parts))

    def answer(self, results):
        self.history.append(types.Content(role="user", parts=[
            types.Part(function_response=types.FunctionResponse(
                id=call.id, name=call.name, response={"output": text}))
            for call, text in results]))

    def _arguments(self):
        config = types.GenerateContentConfig(
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True))
        if self.tools:
            config.tools = [types.Tool(function_declarations=[
                types.FunctionDeclaration(
                    name=tool.name, description=tool.description,
                    parameters_json_schema=tool.schema)
                for tool in self.tools])]
        if self.schema:
            config.response_mime_type = "application/json"
            config.response_json_schema = self.schema
        if self.thinks:
            config.thinking_config = types.ThinkingConfig(
                include_thoughts=True, thinking_budget=2048)
        if self.limit:
            config.max_output_tokens = self.limit
        return {"model": self.model, "contents": self.history, "config": config}

    def ask(self, stream=False):
        if stream:
            chunks = list(self.client.models.generate_content_stream(**self._arguments()))
        else:
            chunks = [self.client.models.generate_content(**self._arguments())]
        candidates = [chunk.candidates[0] for chunk in chunks if chunk.candidates]
        parts = [
            part for candidate in candidates if candidate.content
            for part in candidate.content.parts or []]
        reasons = [candidate.finish_reason for candidate in candidates if candidate.finish_reason]
        if not reasons:
            raise Failed("no finishReason")
        # Google ends its streams with an empty text, and refuses to get one back.
        self.history.append(types.Content(role="model", parts=[
            part for part in parts if part.text != "" or part.thought_signature]))
        words = [part.text for part in parts if part.text and not part.thought]
        usage = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata][-1]
        return Outcome(
            text="".join(words),
            reasoning="".join(part.text for part in parts if part.text and part.thought),
            calls=[
                Call(part.function_call.id, part.function_call.name, part.function_call.args)
                for part in parts if part.function_call],
            usage=Usage(
                usage.prompt_token_count or 0,
                (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0),
                usage.cached_content_token_count or 0),
            stop=reasons[-1].value, pieces=len(words) if stream else 0)

    def pieces(self):
        ended = False
        for chunk in self.client.models.generate_content_stream(**self._arguments()):
            for candidate in chunk.candidates or []:
                ended = ended or candidate.finish_reason is not None
            if chunk.text:
                yield chunk.text
        if not ended:
            raise Failed("no finishReason")

    def status(self, error):
        return error.code

    def models(self):
        return [model.name.removeprefix("models/") for model in self.client.models.list()]
