internal import IPC
internal import JSON

/// Names of beta features: clients send them in a header or, wrongly, in the body (facts: anthropic-messages, sections
/// 1 and 9).
struct AnthropicBetas: Equatable {
    /// Name of the header, and of the extension that carries them through the canonical form.
    static let header = "anthropic-beta"
    private static let extensionName = "betas"
    private static let longContext = "context-1m-2025-08-07"

    /// In the order they came, each once.
    private(set) var names: [String] = []

    init() {}

    /// What a client asked for in its headers, its body and its model's name.
    init(_ source: RequestSource, _ root: JSONValue) {
        for header in source.headers where header.name == Self.header { add(list: header.value) }
        for field in ["betas", "anthropic_beta"] {
            for value in root[field]?.array ?? [] { add(value.string ?? "") }
        }
        if root["model"]?.string?.hasSuffix(AnthropicFacts.longContextSuffix) == true {
            add(Self.longContext)
        }
    }

    /// What the reader of a request stored.
    init(_ request: ModelRequest) {
        for field in request.extensions where field.dialect == .anthropic {
            guard field.name == Self.extensionName else { continue }
            add(list: field.value.text.filter { $0 != "\"" && $0 != "[" && $0 != "]" })
        }
    }

    /// Adds one that is not there yet; what cannot stand in a header is left out.
    mutating func add(_ name: String) {
        let isLegal = name.utf8.allSatisfy { ASCIIText.isWord($0) || $0 == UInt8(ascii: ".") }
        guard isLegal, !name.isEmpty, !names.contains(name), names.count < 64 else { return }
        names.append(name)
    }

    /// The header's value.
    var value: String { names.joined(separator: ",") }

    /// Stores them as an extension, if there are any.
    func store(in request: inout ModelRequest) {
        guard !names.isEmpty else { return }
        var writer = JSONWriter()
        writer.array { writer in
            for name in names { writer.string(name) }
        }
        request.extensions.append(
            Extension(
                dialect: .anthropic, name: Self.extensionName, value: RawJSON(writer.take())))
    }

    /// Whether an extension is the store of these names rather than a field of the body.
    static func isStore(_ field: Extension) -> Bool { field.name == extensionName }

    private mutating func add(list: String) {
        for name in list.split(separator: ",") {
            add(String(name.drop { $0 == " " }.prefix { $0 != " " }))
        }
    }
}
