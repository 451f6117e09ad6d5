/// What a provider of openai-chat, or one of its models, does otherwise than the dialect says (facts: openai-chat,
/// sections 8 and 9; others, section 1).
///
/// Data only: the codec asks a profile and never the name of a provider.
struct ChatProfile: Sendable {
    /// Nothing is known about the provider: what its client sends in this dialect may be meant for it.
    var isUnknown = false

    // MARK: Limits and sampling

    var tokenLimit = TokenLimit.maxTokens
    var sampling = SamplingRule.always
    /// Temperatures beyond it are brought to its ends; nil for no bounds of the host's own.
    var temperatures: ClosedRange<Double>?
    var seed = "seed"
    /// Most stop texts.
    var stopTexts = 4
    /// Takes `top_k`.
    var hasTopK = false
    /// Takes `min_p`.
    var hasMinP = false
    /// Fields at the top of a request that the host refuses.
    var refused: Set<String> = []
    /// Takes the fields of OpenAI's own platform, such as `verbosity` and `prompt_cache_key`.
    var hasPlatformFields = false
    /// Takes `user`.
    var hasUser = true

    // MARK: Messages

    var systemRole = SystemRole.system
    /// A system message may stand after the first other one.
    var systemInside = true
    /// User and assistant must take turns, the user first and last.
    var alternates = false
    /// What stands for the content of an assistant message that holds calls only.
    var emptyContent = EmptyContent.null
    /// What stands for an empty tool result.
    var emptyResult = ""
    /// Takes `name` of a message.
    var hasNames = true
    /// A tool message says which tool it is of.
    var namesResults = false
    /// How an assistant message at the end is continued.
    var prefill = Prefill.plain
    /// Keeps `refusal` of an assistant message.
    var hasRefusals = false
    var media: Set<MediaForm> = [.image, .remoteImage]
    /// How a document's address is written, where `media` holds `remoteFile`.
    var remoteFile = RemoteFile.fileData
    /// Takes `cache_control` on parts.
    var hasCacheControl = false
    /// Takes `prompt_cache_breakpoint` on parts.
    var hasCacheBreakpoints = false

    // MARK: Tools

    /// Takes tools at all.
    var hasTools = true
    var toolChoice = ToolChoiceRule()
    /// Takes `parallel_tool_calls`.
    var hasParallelCalls = true
    /// Takes tools of type "custom".
    var hasCustomTools = false
    /// Takes `strict` of a function.
    var hasStrict = true
    /// Takes `web_search_options`.
    var hasWebSearch = false
    /// Old models of OpenAI check the length, and nobody needs more.
    var callIDs = CallIDRule.length(40)
    var schemas = SchemaRule()

    // MARK: Answers

    var jsonSchema = StructuredOutput.native
    var jsonObject = StructuredOutput.native
    /// Takes `stream_options`.
    var hasStreamOptions = true
    /// Answers with streams only.
    var streamsOnly = false
    var thinkTags = ThinkTagRule.ifSeen

    // MARK: Reasoning

    var reasoning = ReasoningForm.effort(ReasoningForm.ordinary)
    /// Where earlier reasoning goes.
    var reasoningField = "reasoning_content"
    var replay = Replay.sameDialect
    /// Takes `reasoning_details` with the proofs of its own.
    var hasReasoningDetails = false
    /// Where the proof goes that the host gave beside its reasoning as one string.
    var opaqueField: String?
    /// What stands for a proof that a call must have and nobody knows.
    var callProofSentinel: String?
    /// Reasons unless told not to.
    var alwaysReasons = false

    // MARK: Transport

    /// Path below the base URL; `{model}` is the model and `{api-version}` a parameter of the target.
    var path = "/chat/completions"
    var headers: [(name: String, value: String)] = []
    /// Copilot bills by who begins a turn and wants pictures announced.
    var announcesTurns = false
}

extension ChatProfile {
    /// Which field limits the answer's tokens.
    enum TokenLimit: String, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"

        /// The other one, which goes.
        var other: TokenLimit { self == .maxTokens ? .maxCompletionTokens : .maxTokens }
    }

    /// When temperature and its like are taken.
    enum SamplingRule: Sendable {
        case always
        case never
        /// Only while the model does not reason, which it does when no effort is named, or does not.
        case withoutReasoning(reasonsByDefault: Bool)
    }

    /// Which role system text has.
    enum SystemRole: String, Sendable { case system, developer, user }

    /// What stands where no text is.
    enum EmptyContent: Sendable { case null, text }

    /// What a last assistant message is taken for.
    enum Prefill: Sendable {
        /// A beginning that is continued, or an earlier turn: either way it is legal.
        case plain
        /// Legal with `prefix` only.
        case prefix
        /// Refused.
        case refused
    }

    /// A kind of content beside text.
    enum MediaForm: Sendable { case image, remoteImage, audio, file, remoteFile, fileID, video }

    /// How a document is named by its address.
    enum RemoteFile: Sendable {
        /// `file_data` of a `file`.
        case fileData
        /// A part of its own, `document_url`.
        case documentURL
        /// A part of its own, `file_url`.
        case fileURL
    }

    /// Which tool choices are understood.
    struct ToolChoiceRule: Sendable {
        /// Takes `tool_choice` at all.
        var isKnown = true
        /// The word for "any tool"; nil where it is refused.
        var required: String? = "required"
        var hasNamed = true
        var hasAllowed = false
        /// A forced choice is refused while the model reasons.
        var needsNoReasoning = false
    }

    /// What goes from the schemas of tools and answers.
    struct SchemaRule: Sendable, Equatable {
        /// `additionalProperties: false`.
        var dropsClosed = false
        /// `$schema`.
        var dropsDialect = false

        var isIdentity: Bool { self == SchemaRule() }
    }

    /// How an answer of a given form is had.
    enum StructuredOutput: Sendable {
        case native
        /// `json_object` and the schema in the system text.
        case object
        /// Asked for in the system text only.
        case instruction
    }

    /// Whether reasoning stands between tags in the text.
    enum ThinkTagRule: Sendable {
        case never
        /// Where an answer begins with one.
        case ifSeen
        /// As the model's habit, so that even a client of this dialect gets an answer read anew.
        case always
    }

    /// Which earlier reasoning is sent again.
    enum Replay: Sendable {
        case never
        /// What a client of this dialect sent.
        case sameDialect
        /// Of turns with tool calls, empty where none is known.
        case toolTurns
        /// Of every turn that has it.
        case always
    }

    /// How reasoning is asked for.
    enum ReasoningForm: Sendable {
        case none
        /// `reasoning_effort`, of these.
        case effort([ReasoningRequest.Effort])
        /// `reasoning` with `effort` or `max_tokens`, and `exclude`.
        case object
        /// `thinking` with `type`, and `reasoning_effort` of these where there are any.
        case thinkingType([ReasoningRequest.Effort])
        /// `enable_thinking` and `thinking_budget`.
        case enableThinking
        /// `chat_template_kwargs` with this flag.
        case template(String)

        static let ordinary: [ReasoningRequest.Effort] = [.low, .medium, .high]

        /// Fields of a request that this form is made of.
        var fields: Set<String> {
            switch self {
            case .none: []
            case .effort: ["reasoning_effort"]
            case .object: ["reasoning", "include_reasoning"]
            case .thinkingType: ["thinking", "reasoning_effort"]
            case .enableThinking: ["enable_thinking", "thinking_budget"]
            case .template: ["chat_template_kwargs"]
            }
        }
    }

    /// Fields by which clients ask some provider or other for reasoning.
    static let reasoningFields: Set<String> = [
        "reasoning_effort", "reasoning", "include_reasoning", "thinking", "enable_thinking",
        "thinking_budget", "chat_template_kwargs", "reasoning_format",
    ]
}
