package import IPC

/// Token counts of an answer (facts: translation-matrix, section 9); input, cache and output counters are disjoint.
package struct TokenUsage: Sendable, Equatable {
    /// Input that was neither read from nor written to a cache.
    package var input: UInt64 = 0
    package var cacheRead: UInt64 = 0
    /// The part of `cacheRead` that is sound, where the provider tells.
    package var cachedAudio: UInt64 = 0
    package var cacheWrite: UInt64 = 0
    /// Visible output.
    package var output: UInt64 = 0
    package var reasoning: UInt64 = 0
    /// Of `input`, where the provider tells; what came from a cache counts there alone.
    package var inputAudio: UInt64 = 0
    package var inputImage: UInt64 = 0
    /// Of `output`, where the provider tells.
    package var outputAudio: UInt64 = 0
    package var outputImage: UInt64 = 0
    /// The part of `cacheWrite` that lives an hour.
    package var cacheWriteHour: UInt64 = 0
    /// Calls of the provider's own tools that it counts.
    package var tools = ServerToolCounts()
    /// As what the provider says it served the answer.
    package var service = ServiceTier.none
    /// Length of sound that is billed by time, in milliseconds.
    package var audioMilliseconds: UInt64 = 0
    /// Tokens that are billed, where the provider bills others than it counts.
    package var billedInput: UInt64 = 0
    package var billedOutput: UInt64 = 0
    /// What the provider says that it charged, in picodollars.
    package var charged: UInt64?
    /// Whether anything was reported; a usage of zeros or nulls is no report.
    package var isReported = false

    package init() {}

    /// All input.
    package var allInput: UInt64 { input &+ cacheRead &+ cacheWrite }
    /// All output, reasoning included.
    package var allOutput: UInt64 { output &+ reasoning }
    package var total: UInt64 { allInput &+ allOutput }
}

/// A tool that providers run themselves and count the calls of.
package enum ServerTool: String, Sendable, CaseIterable {
    case webSearch = "web_search"
    /// OpenAI's tool before `web_search`, which has a price of its own.
    case webSearchPreview = "web_search_preview"
    case webFetch = "web_fetch"
    case codeExecution = "code_execution"
    case fileSearch = "file_search"
    /// Google's search.
    case grounding
    case mapsGrounding = "maps_grounding"
    case imageGeneration = "image_generation"
    /// xAI's search in posts.
    case postSearch = "x_search"
    case documentSearch = "document_search"
    /// Sources that xAI looked at, which it bills one by one.
    case searchSources = "search_sources"
    /// Perplexity's search, by its size.
    case searchLow = "search_low"
    case searchMedium = "search_medium"
    case searchHigh = "search_high"
    /// Tokens of what Perplexity's deep research cites; they are beside the prompt, and each has a price.
    case citationTokens = "citation_tokens"
    /// Another model that the model asked; its tokens have prices of their own.
    case advisor
}

/// How often each tool was called.
package struct ServerToolCounts: Sendable, Equatable {
    /// A tool and its calls, never none.
    package struct Entry: Sendable, Equatable {
        package let tool: ServerTool
        package fileprivate(set) var calls: UInt64
    }

    /// In the order in which they were told first.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// Nothing was called.
    package var isEmpty: Bool { entries.isEmpty }

    /// Calls of one tool.
    package subscript(tool: ServerTool) -> UInt64 {
        get { entries.first { $0.tool == tool }?.calls ?? 0 }
        set {
            if let place = entries.firstIndex(where: { $0.tool == tool }) {
                if newValue > 0 {
                    entries[place].calls = newValue
                } else {
                    entries.remove(at: place)
                }
            } else if newValue > 0 {
                entries.append(Entry(tool: tool, calls: newValue))
            }
        }
    }

    /// The same counts, in whatever order they were told.
    package static func == (first: ServerToolCounts, second: ServerToolCounts) -> Bool {
        first.entries.count == second.entries.count
            && first.entries.allSatisfy { second[$0.tool] == $0.calls }
    }
}
