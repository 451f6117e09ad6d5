import IPC
import JSON

@testable import Dialects

/// Requests for tests of fingerprints.
enum FingerprintFixtures {
    /// A request with a body, as it arrives.
    static func source(
        _ json: String, endpoint: Endpoint = .chat, pathModel: String = "",
        form: StreamForm = .body, headers: [(String, String)] = []
    ) throws -> RequestSource {
        let bytes = Array(json.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        return RequestSource(
            bytes: bytes, tape: tape, endpoint: endpoint, pathModel: pathModel, streamForm: form,
            headers: headers.map { Header(name: $0.0, value: $0.1) })
    }

    /// The key of a body in the cache.
    static func key(
        _ json: String, _ dialect: Dialect = .openaiChat, keyID: String = "k1",
        headers: [(String, String)] = []
    ) throws -> [UInt8] {
        Fingerprint.cacheKey(
            try source(json, headers: headers), dialect: dialect, keyID: keyID)
    }

    static let chat =
        #"{"model":"m","temperature":0,"messages":[{"role":"user","content":"Hi there"}]}"#
}

/// A JSON value that can be written in many ways.
indirect enum LooseJSON {
    case atom(String)
    case text(String)
    case array([LooseJSON])
    case object([(String, LooseJSON)])

    /// A random value with few levels.
    static func random(_ random: inout SeededRandom, depth: Int = 4) -> LooseJSON {
        switch random.number(0...(depth == 0 ? 3 : 7)) {
        case 0: return .atom(random.pick(["null", "true", "false"]))
        case 1:
            return .atom(
                random.pick(["0", "1", "-1", "0.5", "1e3", "1.0", "12345678901234567890"]))
        case 2, 3: return .text(text(&random))
        case 4, 5:
            return .array(
                (0..<random.number(0...5)).map { _ in .random(&random, depth: depth - 1) })
        default:
            var names: Set<String> = []
            for _ in 0..<random.number(0...8) { names.insert(text(&random)) }
            if random.once(in: 20) { for index in 0..<40 { names.insert("member \(index)") } }
            return .object(
                random.shuffled(names.sorted()).map { ($0, .random(&random, depth: depth - 1)) })
        }
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let pieces = [
            "a", "role", "content", "description", "descriptor", "\"", "\\", "\n", "é", "汉", "😀",
            " ",
            "/", "x\u{0}", "\u{7f}",
        ]
        return (0..<random.number(0...4)).map { _ in random.pick(pieces) }.joined()
    }

    /// The value in one of its many forms.
    func written(_ random: inout SeededRandom) -> String {
        let space = random.pick(["", "", " ", "\n\t"])
        switch self {
        case .atom(let text): return space + text + space
        case .text(let text): return space + Self.quoted(text, &random) + space
        case .array(let elements):
            return "[" + elements.map { $0.written(&random) }.joined(separator: ",") + space + "]"
        case .object(let members):
            let parts = random.shuffled(members).map { name, value in
                space + Self.quoted(name, &random) + space + ":" + value.written(&random)
            }
            return space + "{" + parts.joined(separator: ",") + space + "}"
        }
    }

    private static func quoted(_ text: String, _ random: inout SeededRandom) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if mustEscape || random.once(in: 4) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: random.once(in: 2))
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The value with one thing in it changed.
    func changed(_ random: inout SeededRandom) -> LooseJSON {
        switch self {
        case .atom(let text): return .atom(text == "7" ? "8" : "7")
        case .text(let text): return .text(text + "!")
        case .array(var elements):
            guard !elements.isEmpty, !random.once(in: 4) else {
                return .array(elements + [.atom("null")])
            }
            let index = random.number(0...elements.count - 1)
            elements[index] = elements[index].changed(&random)
            return .array(elements)
        case .object(var members):
            guard !members.isEmpty, !random.once(in: 4) else {
                return .object(members + [("new", .atom("null"))])
            }
            let index = random.number(0...members.count - 1)
            if random.once(in: 2) {
                members[index].1 = members[index].1.changed(&random)
            } else {
                members[index].0 += "!!"
            }
            return .object(members)
        }
    }
}
