import JSON

/// Whether the bytes are a document.
func accepts(_ bytes: [UInt8], limits: JSONLimits = .standard) -> Bool {
    var tape = JSONTape(limits: limits)
    do {
        try tape.parse(bytes)
        return true
    } catch {
        return false
    }
}

/// The error of a document that is none.
func failure(_ text: String, limits: JSONLimits = .standard) -> JSONError? {
    failure(Array(text.utf8), limits: limits)
}

/// The error of a document that is none.
func failure(_ bytes: [UInt8], limits: JSONLimits = .standard) -> JSONError? {
    var tape = JSONTape(limits: limits)
    do {
        try tape.parse(bytes)
        return nil
    } catch {
        return error
    }
}

/// A document from text that is known to be one.
func document(_ text: String) throws -> JSONDocument {
    try JSONDocument(Array(text.utf8))
}

/// The value without white space, written through `JSONWriter` from its parts.
func rewritten(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    rewrite(value, to: &writer)
    return writer.take()
}

private func rewrite(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value.kind {
    case .null: writer.null()
    case .true: writer.bool(true)
    case .false: writer.bool(false)
    case .number: writer.raw(value.rawBytes)
    case .string:
        value.hasLoneSurrogates ? writer.raw(value.rawBytes) : writer.string(value.string ?? "")
    case .array:
        writer.array { array in
            for element in value.array ?? [] { rewrite(element, to: &array) }
        }
    case .object:
        writer.object { object in
            for (name, member) in value.members ?? [] {
                object.name(text: name)
                rewrite(member, to: &object)
            }
        }
    }
}

/// Reproducible randomness (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
