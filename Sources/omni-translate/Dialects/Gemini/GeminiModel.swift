/// What one line of models can do (facts: gemini, sections 2–5; translation-matrix, section 4).
struct GeminiModel: Sendable, Equatable {
    /// How a model is told how much to think.
    enum Thinking: Sendable, Equatable {
        /// Not at all: the field is refused.
        case none
        /// By tokens.
        case budget(Efforts.BudgetTable, range: ClosedRange<Int>, canBeOff: Bool)
        /// By levels, ascending.
        case levels([ReasoningRequest.Effort])
    }

    var thinking = Thinking.none
    /// Takes JSON schemas and not only the subset of OpenAPI.
    var takesJSONSchema = false
    /// Takes its own tools beside functions, and JSON answers beside functions.
    var mixesTools = false
    /// The first call of each of its turns must be signed.
    var needsSignatures = false
    /// A function's answer may hold pictures.
    var takesResultMedia = false
    /// Fetches what stands at a public URL.
    var fetchesURLs = false
    /// Goes on with a last turn of its own.
    var takesPrefill = true
    /// Name of its web search.
    var webSearch = "googleSearch"
}

extension GeminiModel {
    /// The abilities of a model of this name.
    ///
    /// A name without a number, such as `gemini-flash-latest`, is the newest of its line.
    static func named(_ name: String) -> GeminiModel {
        let name = name.lowercased()
        guard let start = name.range(of: "gemini-") else { return GeminiModel() }
        let line = Line(name[start.upperBound...])
        if line.version < Version(2, 5) { return old(line) }
        return line.version < Version(3, 0) ? two5(line) : three(line)
    }

    /// Two numbers of a version.
    private struct Version: Comparable {
        var major: Int
        var minor: Int

        init(_ major: Int, _ minor: Int) {
            self.major = major
            self.minor = minor
        }

        static func < (left: Version, right: Version) -> Bool {
            (left.major, left.minor) < (right.major, right.minor)
        }
    }

    /// What a name says behind `gemini-`.
    private struct Line {
        var version: Version
        var isPro: Bool
        var isLite: Bool
        /// Paints or speaks, and does not think.
        var isMedia: Bool

        init(_ text: Substring) {
            let numbers = text.prefix { $0.isNumber || $0 == "." }.split(separator: ".")
            let major = numbers.first.flatMap { Int($0) }
            let minor = numbers.dropFirst().first.flatMap { Int($0) }
            version = major.map { Version($0, minor ?? 0) } ?? .init(.max, 0)
            let words = text.split(separator: "-")
            isPro = words.contains("pro")
            isLite = words.contains("lite")
            isMedia = words.contains("image") || words.contains("tts") || words.contains("audio")
        }
    }

    private static func old(_ line: Line) -> GeminiModel {
        var model = GeminiModel()
        if line.version < Version(2, 0) { model.webSearch = "googleSearchRetrieval" }
        return model
    }

    private static func two5(_ line: Line) -> GeminiModel {
        var model = GeminiModel(takesJSONSchema: true)
        if line.isMedia { return model }
        if line.isPro {
            model.thinking = .budget(.geminiPro, range: 128...32_768, canBeOff: false)
        } else if line.isLite {
            model.thinking = .budget(.geminiFlashLite, range: 512...24_576, canBeOff: true)
        } else {
            model.thinking = .budget(.geminiFlash, range: 1...24_576, canBeOff: true)
        }
        return model
    }

    private static func three(_ line: Line) -> GeminiModel {
        var model = GeminiModel(
            takesJSONSchema: true, mixesTools: true, needsSignatures: true,
            takesResultMedia: true, fetchesURLs: true, takesPrefill: false)
        if line.isMedia { return model }
        let isFirst = line.version == Version(3, 0)
        model.thinking = .levels(
            line.isPro
                ? (isFirst ? [.low, .high] : [.low, .medium, .high])
                : [.minimal, .low, .medium, .high])
        return model
    }
}

extension String {
    /// The first place of a text of ASCII characters.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        let wanted = Array(text.utf8)
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: wanted) {
                return start..<utf8.index(start, offsetBy: wanted.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
