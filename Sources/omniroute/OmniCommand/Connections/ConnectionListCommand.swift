internal import ArgumentParser
internal import JSON

/// `omniroute connections list`, and `omniroute connections` alone.
struct ConnectionListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show all, and how each of them stands.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(places)
        let configured = try session.list(APIPath.of("connections"))
        let states = try Self.states(session)
        ConnectionResource.listing.print(Self.joined(configured, states), output.format, fields)
    }

    /// How connections stand; what is configured can be told without.
    static func states(_ session: ManageSession) throws(CommandFailure) -> [JSONValue] {
        do throws(CommandFailure) {
            return try session.list(APIPath.of("resilience"))
        } catch  where error.status == CommandFailure.Kind.unavailable.rawValue {
            Terminal.error("how they stand is not known: \(error.message)")
            return []
        }
    }

    /// Each connection as it is configured, with how route says it stands.
    static func joined(_ configured: [JSONValue], _ states: [JSONValue]) -> [JSONValue] {
        let byName = Dictionary(
            states.compactMap { state in state["name"]?.string.map { ($0, state) } },
            uniquingKeysWith: { first, _ in first })
        return configured.compactMap { connection in
            let state = connection["name"]?.string.flatMap { byName[$0] }
            return state.map { merged(connection, $0) } ?? connection
        }
    }

    /// The members of both; a name in both is the first one's.
    private static func merged(_ first: JSONValue, _ second: JSONValue) -> JSONValue {
        var writer = JSONWriter()
        writer.object { object in
            for member in first.members ?? [] {
                object.name(text: member.name)
                object.raw(member.value.rawBytes)
            }
            for member in second.members ?? [] where first[member.name] == nil {
                object.name(text: member.name)
                object.raw(member.value.rawBytes)
            }
        }
        // What was read as JSON and written again is JSON.
        return (try? JSONDocument(writer.take()).root) ?? first
    }
}
