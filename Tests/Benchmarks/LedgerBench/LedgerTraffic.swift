import IPC

/// Requests as a company with 40 keys makes them: each key has its habits, so that some 2,000 sets of dimensions come up a day;
/// three times as many keys have three times as many sets.
struct LedgerTraffic {
    private var chance: Chance
    private var number = 0
    private let keys: Int

    static let models = 25
    static let providers = 8
    static let connections = 16
    static let combos = 5
    static let clients = ["claude-cli/2.1.0", "codex_cli_rs/0.60", "python-openai/2.3", "curl/8.9"]

    /// The traffic of a day, of `spread` times 40 keys.
    init(day: Int, spread: Int) {
        chance = Chance(UInt64(day))
        keys = 40 * spread
    }

    /// A request at a time.
    mutating func request(at time: Int64) -> RequestRecord {
        number += 1
        let key = chance.skewed(keys)
        // A key's own four models, of which one is used most.
        let model = (key * 7 + chance.skewed(4) * 3) % Self.models
        let provider = model % Self.providers
        let connection = provider + Self.providers * chance.below(Self.connections / Self.providers)
        let total = UInt64(200_000 + chance.skewed(20_000_000))
        let input = UInt64(200 + chance.skewed(60_000))
        let output = UInt64(20 + chance.skewed(3_000))
        var request = RequestRecord(
            requestID: "req-\(time)-\(number)", receivedUnixUs: time, keyID: "k\(key)",
            keyName: "key-\(key)", dialect: .anthropic, endpoint: .chat,
            modelAsked: "combo-\(key % Self.combos)", modelAnswered: "model-\(model)",
            provider: "provider-\(provider)", connectionID: "c\(connection)",
            connectionName: "account-\(connection)", status: 200, outcome: .complete,
            stream: chance.below(4) > 0, attempts: chance.below(20) == 0 ? 2 : 1,
            bytesIn: input * 4, bytesOut: output * 12, firstByteUs: total / 4, totalUs: total)
        request.usage = Usage(
            source: .reported, input: input, cachedInput: input / 2, output: output,
            reasoning: output / 4)
        request.cost = Cost(
            total: input * 3_000_000 + output * 15_000_000, notional: provider == 0,
            input: input * 3_000_000, output: output * 15_000_000, counts: .reported,
            priceSource: .catalogue, priceVersion: "2026-11-01")
        request.combo = key % 3 == 0 ? "combo-\(key % Self.combos)" : ""
        request.tier = provider == 0 ? .subscription : .apiKey
        // A key is one program's, mostly.
        let client = chance.below(20) == 0 ? chance.below(Self.clients.count) : key
        request.client = Self.clients[client % Self.clients.count]
        // Few wait for a place.
        let wait = chance.below(50) == 0 ? UInt64(chance.skewed(5_000_000)) : 0
        request.timings = Timings(
            receive: UInt64(80 + chance.skewed(4_000)),
            decide: UInt64(40 + chance.skewed(400)) + wait, queue: wait,
            failed: request.attempts > 1 ? total / 3 : 0,
            connect: chance.below(10) == 0 ? UInt64(8_000 + chance.skewed(60_000)) : 0,
            firstByte: total / 5, firstToken: total / 4)
        end(&request)
        return request
    }

    /// A request unlike all others: what is rare is looked for by it.
    mutating func rare(at time: Int64) -> RequestRecord {
        var request = request(at: time)
        request.requestID = LedgerTraffic.rareID
        (request.keyID, request.keyName) = ("k-rare", "key-rare")
        (request.status, request.errorCode) = (418, "teapot")
        return request
    }

    static let rareID = "req-rare"

    private mutating func end(_ request: inout RequestRecord) {
        switch chance.below(100) {
        case 0: (request.status, request.errorCode) = (429, "rate_limited")
        case 1: (request.status, request.errorCode) = (503, "overloaded")
        case 2: (request.status, request.errorCode) = (400, "bad_request")
        case 3: request.outcome = .clientGone
        default: return
        }
        if request.status != 200 {
            request.usage = nil
            request.cost = nil
        }
    }
}
