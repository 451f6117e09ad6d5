/// The models there are, as each dialect lists them.
struct ModelList {
    private let names: [String]

    /// Models with a behaviour of their own.
    static let usual = ["echo", "m", "big", "tool"]

    /// A list of some models.
    init(_ names: [String]) {
        self.names = names
    }

    /// What Ollama tells of a single model.
    static let ollamaDetails: JSONText = #"""
        {"license":"","modelfile":"","parameters":"","template":"{{ .Prompt }}",\#
        "details":{"parent_model":"","format":"gguf","family":"mock","families":["mock"],\#
        "parameter_size":"1B","quantization_level":"Q4_0"},\#
        "model_info":{"general.architecture":"mock","mock.context_length":131072},\#
        "capabilities":["completion","tools","thinking"],"modified_at":"2025-10-09T08:53:20Z"}
        """#

    /// The list in the words of a dialect.
    func json(for dialect: Dialect) -> JSONText {
        switch dialect {
        case .openaiChat, .openaiResponses, .azure, .bedrock:
            #"{"object":"list","data":\#(list: names.map(Self.openai))}"#
        case .anthropic:
            #"""
            {"data":\#(list: names.map(Self.anthropic)),"has_more":false,\#
            "first_id":\#(names.first),"last_id":\#(names.last)}
            """#
        case .gemini: #"{"models":\#(list: names.map(Self.gemini))}"#
        case .ollama: #"{"models":\#(list: names.map(Self.ollama))}"#
        case .cohere: #"{"models":\#(list: names.map(Self.cohere))}"#
        }
    }

    private static func openai(_ name: String) -> JSONText {
        #"{"id":\#(name),"object":"model","created":1760000000,"owned_by":"omni-mock"}"#
    }

    private static func anthropic(_ name: String) -> JSONText {
        #"""
        {"type":"model","id":\#(name),"display_name":\#(name),"created_at":"2025-10-09T08:53:20Z"}
        """#
    }

    private static func gemini(_ name: String) -> JSONText {
        #"""
        {"name":\#("models/\(name)"),"version":"001","displayName":\#(name),\#
        "inputTokenLimit":1048576,"outputTokenLimit":65536,\#
        "supportedGenerationMethods":["generateContent","countTokens"],"temperature":1,\#
        "topP":0.95,"topK":64,"thinking":true}
        """#
    }

    private static func ollama(_ name: String) -> JSONText {
        #"""
        {"name":\#(name),"model":\#(name),"modified_at":"2025-10-09T08:53:20Z","size":1000000,\#
        "digest":"0000000000000000000000000000000000000000000000000000000000000000",\#
        "details":{"parent_model":"","format":"gguf","family":"mock","families":["mock"],\#
        "parameter_size":"1B","quantization_level":"Q4_0"}}
        """#
    }

    private static func cohere(_ name: String) -> JSONText {
        #"{"name":\#(name),"endpoints":["chat"],"finetuned":false,"context_length":131072}"#
    }
}
