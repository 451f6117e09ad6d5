internal import IPC

/// Reads an entry of the catalogue from the lines that `tools/catalogue.py` wrote: a word, then columns.
///
/// The tool has checked everything, so that a line of another form is a mistake of ours.
struct CatalogueReader {
    private var entry: CatalogueEntry
    private var hasDialect = false

    private init(_ columns: [Substring]) {
        entry = CatalogueEntry(String(columns[1]), String(columns[2]), .none)
        entry.tier = Self.tier(columns[3])
        entry.aliases = columns.dropFirst(4).map(String.init)
    }

    /// The entry of one text.
    static func entry(_ text: String) -> CatalogueEntry {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"))[...]
        guard let first = lines.popFirst().map(columns), first.count >= 4, first[0] == "id" else {
            preconditionFailure("a text of the catalogue begins with the line of its id")
        }
        var reader = CatalogueReader(first)
        for line in lines { reader.take(columns(line)) }
        reader.entry.models = reader.entry.listing.filter { $0.kind == .chat }.map(\.facts)
        return reader.entry
    }

    private static func columns(_ line: Substring.UTF8View) -> [Substring] {
        line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
            .map { Substring($0) }
    }

    private mutating func take(_ columns: [Substring]) {
        switch (columns[0], columns.count) {
        case ("model", 14): entry.listing.append(Self.model(columns))
        case ("at", 3): takeAddress(columns)
        case ("quota", 7): entry.quotas.append(Self.quota(columns))
        case ("header", 3):
            entry.extraHeaders.append(
                Header(name: String(columns[1]), value: String(columns[2])))
        case ("protocol", 2): entry.foreignProtocol = String(columns[1])
        case ("cloud", 2): entry.kind = Self.word(columns[1])
        case ("profile", 2): entry.profile = String(columns[1])
        case ("sign-in", 1): entry.isSignInOnly = true
        default: preconditionFailure("the catalogue has no line `\(columns[0])` of this length")
        }
    }

    /// The first is the provider's usual dialect.
    private mutating func takeAddress(_ columns: [Substring]) {
        guard let dialect = DialectName.dialect(String(columns[1])) else {
            preconditionFailure("the catalogue names no dialect `\(columns[1])`")
        }
        let url = columns[2].isEmpty ? nil : String(columns[2])
        if hasDialect {
            entry.others[dialect] = url
        } else {
            (entry.dialect, entry.baseURL, hasDialect) = (dialect, url, true)
        }
    }

    private static func quota(_ columns: [Substring]) -> QuotaWindow {
        let kind: WindowKind =
            switch columns[2] {
            case "rolling": .rolling
            case "day": .day
            case "week": .week
            case "month": .month
            default: preconditionFailure("the catalogue has no window `\(columns[2])`")
            }
        return QuotaWindow(
            name: String(columns[1]), kind: kind, lengthS: UInt32(number(columns[3])),
            beginsS: UInt32(number(columns[4])), unit: columns[5] == "tokens" ? .tokens : .requests,
            limit: number(columns[6]))
    }

    // MARK: Models

    private static func model(_ columns: [Substring]) -> CatalogueModel {
        let name = String(columns[1])
        let abilities = columns[6]
        let marks = columns[11].split(separator: ",")
        return CatalogueModel(
            facts: ModelFacts(
                name: name, contextWindow: number(columns[4]), maxOutput: number(columns[5]),
                tools: ability("T", "t", abilities), vision: ability("V", "v", abilities),
                audio: ability("A", "a", abilities), documents: ability("D", "d", abilities),
                jsonSchema: ability("S", "s", abilities),
                price: price(
                    columns[7...10], above: columns[12], more: columns[13],
                    isNotional: marks.contains("free"))),
            title: columns[2].isEmpty ? name : String(columns[2]), kind: word(columns[3]),
            reasons: ability("R", "r", abilities), isDeprecated: marks.contains("old"))
    }

    /// An ability's letter is in upper case for can, in lower case for cannot, and absent when it is not known.
    private static func ability(
        _ can: Character, _ cannot: Character, _ abilities: Substring
    ) -> Bool? {
        abilities.contains(can) ? true : abilities.contains(cannot) ? false : nil
    }

    /// Input, output, input from the cache and input to the cache, in picodollars a token; `above` has the number of input
    /// tokens beyond which they are others, and those; `more` has what few models have, and the prices of calls.
    private static func price(
        _ columns: ArraySlice<Substring>, above: Substring, more: Substring, isNotional: Bool
    ) -> Price? {
        let prices = numbers(Array(columns))
        guard isNotional || !more.isEmpty || prices.contains(where: { $0 != nil }) else {
            return nil
        }
        var price = Price(
            input: prices[0], output: prices[1], cachedInput: prices[2], cacheWrite: prices[3],
            notional: isNotional, source: .catalogue, version: CatalogueData.version)
        if !above.isEmpty {
            let step = numbers(above.split(separator: ",", omittingEmptySubsequences: false))
            price.aboveTokens = step[0] ?? 0
            (price.aboveInput, price.aboveOutput) = (step[1], step[2])
            price.aboveCachedInput = step[3]
            (price.aboveCacheWrite, price.aboveCacheWriteHour) = (step[4], step[5])
        }
        for part in more.split(separator: ",") { take(part, into: &price) }
        return price
    }

    /// A part such as "audio_input=1000000" or "tool.web_search=10000000000".
    private static func take(_ part: Substring, into price: inout Price) {
        let sides = part.split(separator: "=")
        // Of two numbers the second is what a factor is over.
        let numbers = sides[1].split(separator: "/").map(number)
        let value = numbers[0]
        let words = sides[0].split(separator: ".")
        switch words[0] {
        case "cache_write_1h": price.cacheWriteHour = value
        case "cached_audio": price.cachedAudio = value
        case "reasoning": price.reasoning = value
        case "audio_input": price.audioInput = value
        case "audio_output": price.audioOutput = value
        case "image_input": price.imageInput = value
        case "image_output": price.imageOutput = value
        case "audio_minute": price.audioMinute = value
        case "request": price.request = value
        case "tool":
            price.tools.append(ServerToolPrice(name: String(words[1]), call: value))
        case "service":
            guard let tier = Choices.services.first(where: { $0.name == words[1] })?.value else {
                preconditionFailure("the catalogue has no service tier `\(words[1])`")
            }
            let over = numbers.count > 1 ? UInt32(numbers[1]) : 0
            price.services.append(
                ServicePrice(service: tier, times: UInt32(value), over: over))
        default: preconditionFailure("the catalogue has no price `\(sides[0])`")
        }
    }

    private static func numbers(_ columns: [Substring]) -> [UInt64?] {
        columns.map { $0.isEmpty ? nil : number($0) }
    }

    // MARK: Words

    private static func tier(_ text: Substring) -> Tier {
        switch text {
        case "subscription": .subscription
        case "api-key": .apiKey
        case "cheap": .cheap
        case "free": .free
        case "none": .none
        default: preconditionFailure("the catalogue has no tier `\(text)`")
        }
    }

    private static func word<Word: RawRepresentable<String>>(_ text: Substring) -> Word {
        guard let word = Word(rawValue: String(text)) else {
            preconditionFailure("the catalogue has no word `\(text)`")
        }
        return word
    }

    private static func number(_ text: Substring) -> UInt64 {
        guard let number = UInt64(text) else {
            preconditionFailure("the catalogue has no number `\(text)`")
        }
        return number
    }
}
