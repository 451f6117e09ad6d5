"""The SDKs by the dialect that each speaks."""

from .anthropic_messages import AnthropicMessages
from .google_genai import GoogleGenAI
from .ollama_chat import OllamaChat
from .openai_chat import OpenAIChat
from .openai_responses import OpenAIResponses

SDKS = {
    sdk.DIALECT: sdk
    for sdk in (OpenAIChat, OpenAIResponses, AnthropicMessages, GoogleGenAI, OllamaChat)}
