import Foundation
import IPC

/// What a provider itself says that an answer used, read by hand: nothing of the code under test is asked.
struct ReportedUsage: Equatable {
    /// Counts by their names in the ledger; those of nothing are left out.
    private(set) var counts: [String: UInt64] = [:]
    var service = ServiceTier.none

    /// Sets a count; nothing is left out.
    subscript(name: String) -> UInt64 {
        get { counts[name] ?? 0 }
        set { counts[name] = newValue == 0 ? nil : newValue }
    }

    /// What the ledger would hold of it, by the same names.
    init(_ usage: Usage) {
        self["input"] = usage.input
        self["cached_input"] = usage.cachedInput
        self["cache_write"] = usage.cacheWrite
        self["cache_write_hour"] = usage.cacheWriteHour
        self["output"] = usage.output
        self["reasoning"] = usage.reasoning
        self["audio_input"] = usage.audioInput
        self["image_input"] = usage.imageInput
        self["audio_output"] = usage.audioOutput
        self["image_output"] = usage.imageOutput
        self["audio_ms"] = usage.audioMs
        self["billed_input"] = usage.billedInput
        self["billed_output"] = usage.billedOutput
        for use in usage.serverTools { self["tool." + use.name] = use.calls }
        service = usage.service
    }

    private init() {}

    /// What the provider reported; nil when it reported nothing, or only zeros.
    static func read(_ exchange: Recording) -> ReportedUsage? {
        let events = RawEvents.of(exchange)
        let usage: ReportedUsage? =
            switch exchange.dialect {
            case .openaiChat: chat(events)
            case .openaiResponses: responses(events)
            case .anthropic: anthropic(events)
            case .gemini: gemini(events)
            case .ollama: ollama(events)
            case .cohere: cohere(events)
            case .bedrock: bedrock(events)
            case .none: nil
            }
        return usage.flatMap { $0["input"] + $0["output"] > 0 ? $0 : nil }
    }

    // MARK: Words

    /// The providers' words for terms of service.
    private static func service(_ word: Any?) -> ServiceTier? {
        let tiers: [String: ServiceTier] = [
            "default": .standard, "standard": .standard, "ON_DEMAND": .standard,
            "on_demand": .standard, "priority": .priority, "flex": .flex, "batch": .batch,
            "ON_DEMAND_FLEX": .flex, "provisioned": .standard, "PROVISIONED_THROUGHPUT": .standard,
        ]
        return (word as? String).flatMap { tiers[$0] }
    }

    // MARK: openai-chat

    private static func chat(_ events: [[String: Any]]) -> ReportedUsage? {
        var last: [String: Any]?
        var tier: ServiceTier?
        for event in events {
            tier = service(event["service_tier"]) ?? tier
            let choices = event["choices"] as? [[String: Any]] ?? []
            let groq = event["x_groq"] as? [String: Any]
            let found =
                [event["usage"], groq?["usage"]] + choices.map { $0["usage"] }
            for case let usage as [String: Any] in found
            where usage.count("prompt_tokens") + usage.count("completion_tokens") > 0 {
                last = usage
                tier = tier ?? service(usage["service_tier"])
            }
        }
        return last.map { chat($0, tier) }
    }

    private static func chat(_ told: [String: Any], _ tier: ServiceTier?) -> ReportedUsage {
        let prompt = told.child("prompt_tokens_details")
        let completion = told.child("completion_tokens_details")
        var usage = ReportedUsage()
        usage["cached_input"] =
            [
                prompt.count("cached_tokens"), told.count("prompt_cache_hit_tokens"),
                told.count("cached_tokens"), told.count("cache_read_input_tokens"),
            ].first { $0 > 0 } ?? 0
        usage["cache_write"] =
            [
                prompt.count("cache_write_tokens"), told.count("cache_creation_input_tokens"),
            ].first { $0 > 0 } ?? 0
        usage["cache_write_hour"] = told.child("cache_creation")
            .count("ephemeral_1h_input_tokens")
        usage["reasoning"] = max(
            completion.count("reasoning_tokens"), told.count("reasoning_tokens"))
        usage["audio_input"] = prompt.count("audio_tokens")
        usage["image_input"] = prompt.count("image_tokens")
        usage["audio_output"] = completion.count("audio_tokens")
        usage["image_output"] = completion.count("image_tokens")
        usage["audio_ms"] = told.count("prompt_audio_seconds") * 1_000
        usage["tool.search_sources"] = told.count("num_sources_used")
        if let size = told["search_context_size"] as? String { usage["tool.search_" + size] = 1 }
        usage["output"] = told.count("completion_tokens")
        usage["input"] = told.count("prompt_tokens")
        // What a total says beyond the two is counted beside them.
        let beside = told.count("total_tokens").subtractingReportingOverflow(
            usage["input"] + usage["output"])
        let isPlain = told.count == 3 && told["total_tokens"] != nil
        if !beside.overflow, isPlain {
            // Nothing else is told that it could be.
            usage["reasoning"] = beside.partialValue
            usage["output"] += beside.partialValue
        } else if !beside.overflow, beside.partialValue == usage["reasoning"] {
            usage["output"] += usage["reasoning"]
        } else if !beside.overflow, beside.partialValue == usage["audio_input"] {
            usage["input"] += usage["audio_input"]
        }
        // Or there would be more of the part than of the whole.
        if usage["reasoning"] > usage["output"] { usage["output"] += usage["reasoning"] }
        let cached = usage["cached_input"] + usage["cache_write"]
        if cached > usage["input"] { usage["input"] += cached }
        usage.service = tier ?? .none
        return usage
    }

    // MARK: openai-responses

    private static func responses(_ events: [[String: Any]]) -> ReportedUsage? {
        let ends = ["response.completed", "response.incomplete", "response.done"]
        let end = events.last { ends.contains($0["type"] as? String ?? "") }
        let plain = events.count == 1 ? events[0] : nil
        guard let response = end?["response"] as? [String: Any] ?? plain,
            let told = response["usage"] as? [String: Any]
        else { return nil }
        var items = response["output"] as? [[String: Any]] ?? []
        if items.isEmpty {
            items = events.filter { $0["type"] as? String == "response.output_item.done" }
                .compactMap { $0["item"] as? [String: Any] }
        }
        var usage = ReportedUsage()
        usage["input"] = told.count("input_tokens")
        usage["output"] = told.count("output_tokens")
        let (input, output) = (
            told.child("input_tokens_details"), told.child("output_tokens_details")
        )
        usage["cached_input"] = input.count("cached_tokens")
        usage["cache_write"] = input.count("cache_write_tokens")
        usage["audio_input"] = input.count("audio_tokens")
        usage["image_input"] = input.count("image_tokens")
        usage["reasoning"] = output.count("reasoning_tokens")
        usage["audio_output"] = output.count("audio_tokens")
        usage["image_output"] = output.count("image_tokens")
        if told.count("total_tokens") == usage["input"] + usage["output"] + usage["reasoning"] {
            usage["output"] += usage["reasoning"]
        }
        let cached = usage["cached_input"] + usage["cache_write"]
        if cached > usage["input"] { usage["input"] += cached }
        if let run = told["server_side_tool_usage_details"] as? [String: Any] {
            usage["tool.web_search"] = run.count("web_search_calls")
            usage["tool.image_generation"] = run.count("image_generation_calls")
            usage["tool.code_execution"] = run.count("code_interpreter_calls")
        } else {
            count(items, into: &usage)
            countSearches(of: response, into: &usage)
        }
        usage.service = service(response["service_tier"]) ?? .none
        return usage
    }

    private static func count(_ items: [[String: Any]], into usage: inout ReportedUsage) {
        let tools = [
            "web_search_call": "web_search", "file_search_call": "file_search",
            "code_interpreter_call": "code_execution", "image_generation_call": "image_generation",
        ]
        for item in items {
            guard let tool = tools[item["type"] as? String ?? ""] else { continue }
            let action = item.child("action")["type"] as? String ?? "search"
            if tool == "web_search", action != "search" { continue }
            usage["tool." + tool] += 1
        }
    }

    /// What the response itself says of searches: how many, and by which of two tools.
    private static func countSearches(
        of response: [String: Any], into usage: inout ReportedUsage
    ) {
        let told = response.child("tool_usage").child("web_search").count("num_requests")
        if told > 0 { usage["tool.web_search"] = told }
        let tools = response["tools"] as? [[String: Any]] ?? []
        let types = tools.compactMap { $0["type"] as? String }
        guard types.contains(where: { $0.hasPrefix("web_search_preview") }) else { return }
        usage["tool.web_search_preview"] = usage["tool.web_search"]
        usage["tool.web_search"] = 0
    }

    // MARK: anthropic

    private static func anthropic(_ events: [[String: Any]]) -> ReportedUsage? {
        var usage = ReportedUsage()
        var output: UInt64 = 0
        var cache: [String: UInt64] = [:]
        var input: UInt64 = 0
        var shortWrites: UInt64 = 0
        for event in events {
            guard let told = event.child("message")["usage"] ?? event["usage"],
                let told = told as? [String: Any]
            else { continue }
            func later(_ name: String, _ value: UInt64) {
                if value > 0 { cache[name] = value }
            }
            later("cached_input", told.count("cache_read_input_tokens"))
            later("cache_write", told.count("cache_creation_input_tokens"))
            let written = told.child("cache_creation")
            later("cache_write_hour", written.count("ephemeral_1h_input_tokens"))
            shortWrites += written.count("ephemeral_5m_input_tokens")
            later("reasoning", told.child("output_tokens_details").count("thinking_tokens"))
            let run = told.child("server_tool_use")
            later("tool.web_search", run.count("web_search_requests"))
            later("tool.web_fetch", run.count("web_fetch_requests"))
            if told.count("input_tokens") > 0 { input = told.count("input_tokens") }
            if told.count("output_tokens") > 0 { output = told.count("output_tokens") }
            let turns = told["iterations"] as? [[String: Any]] ?? []
            let advised = turns.filter { $0["type"] as? String == "advisor_message" }
            later("tool.advisor", UInt64(advised.count))
            usage.service = service(told["service_tier"]) ?? usage.service
        }
        for (name, value) in cache { usage[name] = value }
        // Where nothing was written for less than an hour, what a later total adds is kept for one too.
        if usage["cache_write_hour"] > 0, shortWrites == 0 {
            usage["cache_write_hour"] = usage["cache_write"]
        }
        usage["output"] = output
        usage["input"] = input + usage["cached_input"] + usage["cache_write"]
        return usage
    }

    // MARK: gemini

    private static func gemini(_ events: [[String: Any]]) -> ReportedUsage? {
        let chunks = events.map { $0["response"] as? [String: Any] ?? $0 }
        let metadata = chunks.compactMap { $0["usageMetadata"] as? [String: Any] }
        guard let told = metadata.last(where: { $0.count("totalTokenCount") > 0 || $0.count > 1 })
        else { return nil }
        var usage = ReportedUsage()
        let tools = told.count("toolUsePromptTokenCount")
        usage["input"] = told.count("promptTokenCount") + tools
        usage["cached_input"] = told.count("cachedContentTokenCount")
        usage["reasoning"] = told.count("thoughtsTokenCount")
        usage["output"] = told.count("candidatesTokenCount") + usage["reasoning"]
        if told.count("candidatesTokenCount") == 0, told.count("totalTokenCount") > 0 {
            let total = told.count("totalTokenCount")
            usage["output"] = total > usage["input"] ? total - usage["input"] : 0
        }
        for kind in ["AUDIO", "IMAGE"] {
            func count(_ name: String) -> UInt64 {
                (told[name] as? [[String: Any]] ?? [])
                    .filter { $0["modality"] as? String == kind }
                    .reduce(0) { $0 + $1.count("tokenCount") }
            }
            let asked = count("promptTokensDetails") + count("promptTokenDetails")
            let read = asked + count("toolUsePromptTokensDetails")
            let cached = count("cacheTokensDetails")
            usage[kind.lowercased() + "_input"] = read > cached ? read - cached : 0
            usage[kind.lowercased() + "_output"] = count("candidatesTokensDetails")
        }
        usage.service = service(told["serviceTier"]) ?? service(told["trafficType"]) ?? .none
        run(chunks, into: &usage)
        return usage
    }

    private static func run(_ chunks: [[String: Any]], into usage: inout ReportedUsage) {
        let model = chunks.compactMap { $0["modelVersion"] as? String }.first ?? ""
        let candidates = chunks.compactMap { ($0["candidates"] as? [[String: Any]])?.first }
        func most(_ group: String, _ list: String) -> UInt64 {
            UInt64(
                candidates.map { ($0.child(group)[list] as? [Any])?.count ?? 0 }.max() ?? 0)
        }
        let searches = UInt64(candidates.map { queries($0).count }.max() ?? 0)
        let isByAnswer = model.hasPrefix("gemini-2") || model.hasPrefix("gemini-1")
        usage["tool.grounding"] = isByAnswer ? min(searches, 1) : searches
        usage["tool.web_fetch"] = most("urlContextMetadata", "urlMetadata")
        let parts = candidates.flatMap {
            $0.child("content")["parts"] as? [[String: Any]] ?? []
        }
        usage["tool.code_execution"] = UInt64(parts.filter { $0["executableCode"] != nil }.count)
    }

    /// The different queries of a candidate; empty ones are not billed.
    private static func queries(_ candidate: [String: Any]) -> Set<String> {
        let told = candidate.child("groundingMetadata")["webSearchQueries"] as? [String] ?? []
        return Set(told).subtracting([""])
    }

    // MARK: Others

    private static func ollama(_ events: [[String: Any]]) -> ReportedUsage? {
        guard let told = events.last(where: { $0["eval_count"] != nil }) else { return nil }
        var usage = ReportedUsage()
        usage["input"] = told.count("prompt_eval_count")
        usage["output"] = told.count("eval_count")
        return usage
    }

    private static func cohere(_ events: [[String: Any]]) -> ReportedUsage? {
        let all = events.compactMap {
            $0["usage"] as? [String: Any] ?? $0.child("delta")["usage"] as? [String: Any]
        }
        guard let told = all.last else { return nil }
        let (tokens, billed) = (told.child("tokens"), told.child("billed_units"))
        var usage = ReportedUsage()
        usage["input"] = tokens.count("input_tokens") + tokens.count("image_tokens")
        usage["cached_input"] = told.count("cached_tokens")
        if usage["cached_input"] > usage["input"] { usage["input"] += usage["cached_input"] }
        usage["image_input"] = tokens.count("image_tokens")
        usage["output"] = tokens.count("output_tokens")
        usage["reasoning"] = tokens.count("reasoning_tokens")
        usage["billed_input"] = billed.count("input_tokens")
        usage["billed_output"] = billed.count("output_tokens")
        return usage
    }

    private static func bedrock(_ events: [[String: Any]]) -> ReportedUsage? {
        guard let event = events.last(where: { $0["usage"] is [String: Any] }) else { return nil }
        let told = event.child("usage")
        var usage = ReportedUsage()
        usage["cached_input"] = told.count("cacheReadInputTokens")
        usage["cache_write"] = told.count("cacheWriteInputTokens")
        usage["input"] =
            told.count("inputTokens") + usage["cached_input"] + usage["cache_write"]
        usage["output"] = told.count("outputTokens")
        let details = told["cacheDetails"] as? [[String: Any]] ?? []
        usage["cache_write_hour"] = details.filter { $0["ttl"] as? String == "1h" }
            .reduce(0) { $0 + $1.count("inputTokens") }
        usage.service = service(event.child("serviceTier")["type"]) ?? .none
        return usage
    }
}

extension [String: Any] {
    /// A count; 0 where there is none.
    fileprivate func count(_ name: String) -> UInt64 {
        (self[name] as? NSNumber).map { UInt64(Swift.max(0, $0.int64Value)) } ?? 0
    }

    /// An object; an empty one where there is none.
    fileprivate func child(_ name: String) -> [String: Any] { self[name] as? [String: Any] ?? [:] }
}
