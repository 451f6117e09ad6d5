import IPC
import Ingress

extension DoorState {
    /// One key, `sk-test`, and the given settings.
    static func standard(
        requiresKey: Bool = true, bodyLimit: UInt64 = 0, maxConnections: UInt32 = 0
    ) -> DoorState {
        DoorState(
            DoorSnapshot(
                generation: 1,
                keys: [ClientKey(id: "k1", name: "laptop", hash: Samples.keyHash)],
                settings: DoorSettings(
                    requireApiKey: requiresKey, bodyLimitBytes: bodyLimit,
                    maxConnections: maxConnections)))
    }

    /// The given keys and settings.
    static func of(
        _ keys: [ClientKey] = [Samples.clientKey()],
        _ settings: DoorSettings = DoorSettings(requireApiKey: true), after: DoorState? = nil
    ) -> DoorState {
        DoorState(DoorSnapshot(generation: 2, keys: keys, settings: settings), after: after)
    }
}

extension DoorState {
    /// The key `sk-test`, and settings that were changed.
    static func of(change: (inout DoorSettings) -> Void) -> DoorState {
        var settings = DoorSettings(requireApiKey: true)
        change(&settings)
        return of([Samples.clientKey()], settings)
    }
}

enum Samples {
    /// SHA-256 of `sk-test`.
    static let keyHash = bytes("f3abf2a6cc4f00987743db5f544ba345b4899ae31f326d8ee9c4816de153c9e0")
    /// SHA-256 of `uid:1000`.
    static let userHash = bytes("abeaaca75e2bf8bcb67e5c69021074059b0f23d7468f07de27cb0b3eae8a7e41")

    private static func bytes(_ text: String) -> [UInt8] {
        let hex = Array(text.utf8)
        return stride(from: 0, to: hex.count, by: 2).map { index in
            UInt8(String(decoding: hex[index..<index + 2], as: UTF8.self), radix: 16) ?? 0
        }
    }

    /// The key `sk-test`, changed.
    static func clientKey(_ change: (inout ClientKey) -> Void = { _ in }) -> ClientKey {
        var key = ClientKey(id: "k1", name: "laptop", hash: keyHash)
        change(&key)
        return key
    }

    /// A chat request with the valid key.
    static func chat(_ body: String = "{}", headers: String = "") -> String {
        "POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer sk-test\r\n"
            + headers + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    static func get(_ path: String, headers: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: gateway\r\n\(headers)\r\n"
    }

    static let key = "X-Api-Key: sk-test\r\n"
}

/// Parses a head from text; nil while incomplete.
func parseHead(_ text: String) throws(HTTPFault) -> ParsedHead? {
    var parser = HeadParser()
    let bytes = Array(text.utf8)
    return try parser.parse(bytes.span.bytes)
}
