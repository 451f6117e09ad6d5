internal import JSON

/// What a call to a provider, made to see whether it answers, came to.
enum ConnectionTest {
    /// How long a provider may take, over the API's own patience.
    static let patience = Duration.seconds(60)

    /// Tries a connection that is not there yet.
    ///
    /// - Throws: A failure when it does not answer as it should.
    static func validate(_ body: BodyValue, _ session: ManageSession) throws(CommandFailure) {
        let target = APIPath.of("connections", "validate")
        let result = try session.send(.json("POST", target, body.bytes)).json()
        guard result["valid"]?.bool == true else {
            throw CommandFailure(.unhealthy, "nothing was added: \(text(result))")
        }
    }

    /// One line for people.
    static func text(_ result: JSONValue) -> String {
        let time = result["latency_ms"]?.int.map { " in \($0) ms" } ?? ""
        let way = result["method"]?.string == "chat" ? "a short chat" : "the list of models"
        guard result["valid"]?.bool != true else { return "ok, answered \(way)\(time)" }
        let status = result["status"]?.int.map { ", status \($0)" } ?? ""
        let message = result.at("diagnosis.message")?.shown ?? "does not answer"
        let code = result.at("diagnosis.code")?.shown ?? "failed"
        return "\(code)\(status)\(time): \(message)"
    }

    /// A result with the name of its connection, as one JSON object.
    static func object(_ name: String, _ result: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("name", name)
            for member in result.members ?? [] where member.name != "name" {
                object.name(text: member.name)
                object.raw(member.value.rawBytes)
            }
        }
        return writer.take()
    }
}
