import Configuration
import IPC
import Testing

/// What a connection says of its account: order, limits, quotas, models and prices.
@Suite struct AccountTests {
    private func connection(_ fields: String) throws -> ProviderConnection {
        try load("connections:\n  - {name: a, provider: groq, \(fields)}\n").route.connections[0]
    }

    private func problem(_ fields: String) -> String {
        errors(of: "connections:\n  - name: a\n    provider: groq\n    \(fields)\n")
    }

    @Test func orderTagsAndTier() throws {
        let found = try connection("enabled: false, priority: 7, tags: [eu, cheap], tier: cheap")
        #expect(found.disabled)
        #expect(found.priority == 7)
        #expect(found.tags == ["eu", "cheap"])
        #expect(found.tier == .cheap)
    }

    @Test(arguments: [
        ("http://127.0.0.1:1", Resilience.local), ("http://localhost", .local),
        ("http://[::1]:80", .local), ("http://10.1.2.3", .local), ("http://172.31.0.1", .local),
        ("http://172.32.0.1", .apiKey), ("http://192.168.1.1", .local), ("http://gpu", .local),
        ("http://gpu.lan:8000", .local), ("http://[fd00::1]", .local),
        ("https://8.8.8.8", .apiKey), ("https://api.example.com", .apiKey),
        ("https://[2001:db8::1]", .apiKey), ("http://10.example.com", .apiKey),
    ]) func resilienceFollowsTheAddress(url: String, expected: Resilience) throws {
        let found = try load(
            "connections:\n  - {name: a, provider: openai-compatible, base_url: '\(url)'}\n"
        ).route.connections[0]
        #expect(found.resilience == expected)
        #expect(found.tier == (expected == .local ? .free : .apiKey))
    }

    @Test func aTokenIsOfAnAccountAndTheFileWins() throws {
        #expect(try connection("access_token: tok").resilience == .oauth)
        #expect(try connection("api_key: key").resilience == .apiKey)
        #expect(try connection("api_key: key, resilience: local").resilience == .local)
    }

    @Test func limitsAndQuotas() throws {
        let found = try connection(
            """
            limits: {requests_per_minute: 100, min_gap: 200ms, concurrency: 10, queue: 20, queue_timeout: 30s},
                quotas: [{window: 5h, requests: 45}, {name: plan, window: day, at: 10:00, tokens: 2000000},
                  {window: week, at: "06:30", cost: 12.5}, {window: month, requests: 1}]
            """)
        #expect(
            found.limits
                == ConnectionLimits(
                    requestsPerMinute: 100, minGapMs: 200, concurrency: 10, queue: 20,
                    queueTimeoutMs: 30_000))
        #expect(
            found.quotas == [
                QuotaWindow(name: "5h", kind: .rolling, lengthS: 18_000, limit: 45),
                QuotaWindow(
                    name: "plan", kind: .day, beginsS: 36_000, unit: .tokens, limit: 2_000_000),
                QuotaWindow(
                    name: "week", kind: .week, beginsS: 23_400, unit: .cost,
                    limit: 12_500_000_000_000),
                QuotaWindow(name: "month", kind: .month, limit: 1),
            ])
    }

    @Test func pricesAreExactToTheSixthDecimal() throws {
        let found = try connection(
            """
            prices: {x: {input: 0.6, output: 2.2, cached_input: 0.000001, cache_write: 100000},
                y: {input: 3, billed: false}, z: {billed: false}}
            """)
        let facts = Dictionary(uniqueKeysWithValues: found.facts.map { ($0.name, $0.price) })
        #expect(
            facts["x"]
                == Price(
                    input: 600_000, output: 2_200_000, cachedInput: 1, cacheWrite: 100_000_000_000
                ).ofUser)
        #expect(facts["y"] == Price(input: 3_000_000, notional: true).ofUser)
        #expect(facts["z"] == Price(notional: true).ofUser)
    }

    @Test func modelsMayBeDescribed() throws {
        let found = try connection(
            """
            models: [own, {name: deep, context: 200000, max_output: 32000, tools: true, vision: false,
                audio: false, documents: true, json_schema: true, price: {input: 1}}],
                model_facts: [{name: own, context: 8192}], prices: {own: {output: 0.5}}
            """)
        #expect(found.models == ["own", "deep"])
        #expect(
            found.facts == [
                ModelFacts(
                    name: "deep", contextWindow: 200_000, maxOutput: 32_000, tools: true,
                    vision: false, audio: false, documents: true, jsonSchema: true,
                    price: Price(input: 1_000_000).ofUser),
                ModelFacts(name: "own", contextWindow: 8_192, price: Price(output: 500_000).ofUser),
            ])
    }

    @Test(arguments: [
        ("tier: gold", "4:11: `tier` must be one of subscription, api-key, cheap, free"),
        (
            "tier: fre",
            "4:11: `tier` must be one of subscription, api-key, cheap, free; did you mean `free`?"
        ),
        ("priority: -1", "4:15: `priority` must be between 0 and 1000000"),
        ("tags: [a, a]", "4:15: a tag is listed twice"),
        (
            "tags: [a b]", "4:12: a tag may have letters, digits, `.`, `_` and `-` only, at most 64"
        ),
        (
            "limits: {rpm: 5}",
            "4:14: unknown field `rpm` in `limits`; the fields are requests_per_minute, min_gap, concurrency, queue, queue_timeout"
        ),
        ("limits: {queue: 0}", "4:21: `queue` must be between 1 and 10000"),
        ("quotas: [{requests: 1}]", "4:14: a quota needs the field `window`"),
        ("quotas: [{window: day}]", "4:14: a quota needs one of the fields requests, tokens, cost"),
        (
            "quotas: [{window: day, requests: 1, cost: 2}]",
            "4:14: a quota needs one of the fields requests, tokens, cost"
        ),
        (
            "quotas: [{window: 5, requests: 1}]",
            "4:23: `window` needs a unit: a length of time such as `30s`, `1m`, `5h` or `7d`"
        ),
        (
            "quotas: [{window: 5h, at: 10:00, requests: 1}]",
            "4:27: `at` is for the windows day, week and month only"
        ),
        (
            "quotas: [{window: day, at: 24:00, requests: 1}]",
            "4:32: `at` must be a time of day such as `\"10:00\"`"
        ),
        (
            "quotas: [{window: day, requests: 1}, {window: day, tokens: 1}]",
            "4:42: there are two quotas named `day`"
        ),
        ("quotas: [{window: day, cost: 0}]", "4:34: `cost` must be more than 0"),
        ("prices: {x: {}}", "4:17: a price names no price"),
        ("prices: {x: {input: 0.0000001}}", "4:25: `input` has more than 6 decimals"),
        (
            "prices: {x: {input: 1e-3}}",
            "4:25: `input` must be a decimal number such as `2`, `0.6` or `12.50`"
        ),
        (
            "prices: {x: {input: .5}}",
            "4:25: `input` must be a decimal number such as `2`, `0.6` or `12.50`"
        ),
        ("prices: {x: {input: 100001}}", "4:25: `input` must be between 0 and 100000"),
        ("prices: {x: {input: 99999999999999999999}}", "4:25: `input` is too large"),
        (
            "prices: {x: 3}",
            "4:17: a price must be a mapping with the fields input, output, cached_input, cached_audio, cache_write, cache_write_1h, reasoning, audio_input, audio_output, image_input, image_output, audio_minute, request, tools, services, above, billed; found a number"
        ),
        (
            "models: [{name: x, price: {input: 1}}]\n    prices: {x: {input: 2}}",
            "5:14: the model `x` has two prices"
        ),
        (
            "models: [big, small]\n    prices: {bgi: {input: 2}}",
            "5:14: the model `bgi` is not in `models`; did you mean `big`?"
        ),
        ("models: [{name: x, context: 0}]", "4:33: `context` must be between 1 and 100000000"),
        ("models: [x, {name: x}]", "4:17: the model `x` is listed twice"),
        (
            "model_facts: [{name: x}, {name: x}]", "4:30: the model `x` is described twice"
        ),
        ("resilience: hard", "4:17: `resilience` must be one of api-key, oauth, local"),
    ]) func isRefused(fields: String, error: String) {
        #expect(problem(fields) == "c.yaml:" + error)
    }
}
