internal import IPC

/// Reads what a model costs: US dollars for a million tokens, kept as picodollars for one, and dollars for a call.
struct PriceReader {
    let problems: Problems

    private static let tokens:
        [(name: String, part: any WritableKeyPath<Price, UInt64?> & Sendable)] = [
            ("input", \.input), ("output", \.output), ("cached_input", \.cachedInput),
            ("cached_audio", \.cachedAudio),
            ("cache_write", \.cacheWrite), ("cache_write_1h", \.cacheWriteHour),
            ("reasoning", \.reasoning), ("audio_input", \.audioInput),
            ("audio_output", \.audioOutput), ("image_input", \.imageInput),
            ("image_output", \.imageOutput),
        ]
    private static let calls:
        [(name: String, part: any WritableKeyPath<Price, UInt64?> & Sendable)] = [
            ("audio_minute", \.audioMinute), ("request", \.request),
        ]
    private static let above:
        [(name: String, part: any WritableKeyPath<Price, UInt64?> & Sendable)] = [
            ("input", \.aboveInput), ("output", \.aboveOutput),
            ("cached_input", \.aboveCachedInput),
            ("cache_write", \.aboveCacheWrite), ("cache_write_1h", \.aboveCacheWriteHour),
        ]
    private static let known =
        (tokens + calls).map(\.name) + ["tools", "services", "above", "billed"]

    /// The price; nil after a report.
    func read(_ node: Node, _ what: String) -> UserPrice? {
        guard let fields = Fields(node, what, known: Self.known, problems) else { return nil }
        guard Self.known.contains(where: fields.has) else {
            problems.add(node.mark, "\(what) names no price")
            return nil
        }
        var price = Price(source: .user)
        // A dollar for a million tokens is a millionth of a dollar, 1,000,000 picodollars, for one: the same number.
        for (name, part) in Self.tokens {
            price[keyPath: part] = fields.decimal(name, in: Limits.price)
        }
        for (name, part) in Self.calls { price[keyPath: part] = dollars(name, fields) }
        price.tools = readTools(fields)
        price.services = readServices(fields)
        readAbove(fields, into: &price)
        return UserPrice(price, isBilled: fields.bool("billed"))
    }

    /// Picodollars of an amount in dollars.
    private func dollars(_ name: String, _ fields: Fields) -> UInt64? {
        fields.decimal(name, in: Limits.callPrice).map { $0 * DecimalNumber.one }
    }

    private func readTools(_ fields: Fields) -> [ServerToolPrice] {
        named("tools", "a tool", fields) { name in
            ServerToolName.allows(name) ? nil : "a tool \(ServerToolName.text)"
        } read: { name, fields in
            dollars(name, fields).map { ServerToolPrice(name: name, call: $0) }
        }
    }

    private func readServices(_ fields: Fields) -> [ServicePrice] {
        named("services", "a service tier", fields) { name in
            Choices.services.contains { $0.name == name }
                ? nil : "a service tier is one of \(Fields.list(Choices.services.map(\.name)))"
        } read: { name, fields in
            guard let tier = Choices.services.first(where: { $0.name == name })?.value,
                let factor = factor(name, fields)
            else { return nil }
            return ServicePrice(service: tier, times: factor.times, over: factor.over)
        }
    }

    /// A factor such as `0.5`, in thousandths, or `5/3`.
    private func factor(_ name: String, _ fields: Fields) -> (times: UInt32, over: UInt32)? {
        if let text = fields.node(name)?.scalar?.string, text.contains("/") {
            return fraction(text, name, fields)
        }
        guard let millionths = fields.decimal(name, in: Limits.serviceFactor) else { return nil }
        guard millionths % 1_000 == 0 else {
            problems.add(
                fields.valueMark(of: name),
                "`\(name)` has more than 3 decimals; a fraction such as `5/3` is exact")
            return nil
        }
        return (UInt32(millionths / 1_000), 0)
    }

    private func fraction(
        _ text: String, _ name: String, _ fields: Fields
    ) -> (times: UInt32, over: UInt32)? {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        let most = Limits.serviceFactor.upperBound
        guard !text.contains("+"), sides.count == 2, let times = UInt32(sides[0]),
            let over = UInt32(sides[1]), Limits.serviceDivisor.contains(over),
            UInt64(times) <= most * UInt64(over)
        else {
            problems.add(
                fields.valueMark(of: name),
                "`\(name)` must be a fraction such as `5/3`, at most \(most), over at most "
                    + "\(Limits.serviceDivisor.upperBound)")
            return nil
        }
        return (times, over)
    }

    /// A mapping from names that are the user's own.
    private func named<Value>(
        _ field: String, _ what: String, _ fields: Fields, refusal: (String) -> String?,
        read: (String, Fields) -> Value?
    ) -> [Value] {
        guard let node = fields.node(field) else { return [] }
        let entries = fields.entries(field, what, atMost: Limits.priceNames)
        let names = entries.map(\.name)
        // Their own names are known, so that only the values are left to be checked.
        guard !names.isEmpty, let values = Fields(node, "`\(field)`", known: names, problems)
        else { return [] }
        return entries.compactMap { entry in
            if let refusal = refusal(entry.name) {
                problems.add(entry.mark, refusal)
                return nil
            }
            return read(entry.name, values)
        }
    }

    /// The prices of large requests.
    private func readAbove(_ fields: Fields, into price: inout Price) {
        guard let node = fields.node("above"),
            let fields = Fields(
                node, "`above`", known: ["tokens"] + Self.above.map(\.name), problems)
        else { return }
        guard fields.has("tokens") else {
            return problems.add(fields.mark, "`above` needs the field `tokens`")
        }
        guard Self.above.contains(where: { fields.has($0.name) }) else {
            return problems.add(fields.mark, "`above` names no price")
        }
        price.aboveTokens = UInt64(fields.integer("tokens", in: Limits.tokens) ?? 0)
        for (name, part) in Self.above {
            price[keyPath: part] = fields.decimal(name, in: Limits.price)
        }
    }
}

/// What the name of a provider's own tool may look like.
enum ServerToolName {
    /// Follows what it is, as in "a tool has 1 to 40 …".
    static let text = "has 1 to 40 lower-case letters, digits and underscores"

    /// Whether a name is one.
    static func allows(_ name: String) -> Bool {
        1...40 ~= name.utf8.count
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                    || $0 == UInt8(ascii: "_")
            }
    }
}
