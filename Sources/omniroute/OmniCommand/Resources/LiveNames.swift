internal import ArgumentParser
internal import JSON

/// Names for the completion of a shell, asked from the running API.
///
/// Silent and quick: nobody waits for a daemon while typing.
enum LiveNames {
    /// How long all of it may take.
    private static let limit = Duration.milliseconds(200)
    /// Names offered at most.
    private static let countLimit = 2_000

    /// Completes the names of a kind.
    static func completion<Kind: Resource>(_ kind: Kind.Type) -> CompletionKind {
        let (collection, field) = (Kind.collection, Kind.nameField)
        return .custom { words, _, _ in names(of: collection, field, words) }
    }

    /// Completes what a client may ask for.
    static let models = CompletionKind.custom { words, _, _ in names(of: "models", "id", words) }

    /// Completes the names of connections.
    static let connections = completion(ConnectionResource.self)

    private static func names(
        of collection: String, _ field: String, _ words: [String]
    ) -> [String] {
        let place = SocketPlace.find(options(words))
        guard
            let session = try? ManageSession(place, patience: limit, startPatience: limit),
            let entries = try? session.list(APIPath.of(collection))
        else { return [] }
        return entries.prefix(countLimit).compactMap { $0[field]?.string }
    }

    /// Where the command that is being typed would ask.
    static func options(_ words: [String]) -> PlaceOptions {
        var arguments: [String] = []
        for name in ["--data-dir", "--socket-dir"] {
            if let index = words.firstIndex(of: name), words.indices.contains(index + 1) {
                arguments += [name, words[index + 1]]
            } else if let word = words.first(where: { $0.hasPrefix(name + "=") }) {
                arguments.append(word)
            }
        }
        // What cannot be read is not there yet.
        return (try? PlaceOptions.parse(arguments)) ?? PlaceOptions()
    }
}
