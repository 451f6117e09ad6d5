internal import ArgumentParser
internal import Configuration

/// The names of commands, for somebody who mistyped one.
enum CommandNames {
    /// What to say about the first word that is no command; nil when each is, or none is near.
    static func hint(
        _ arguments: [String], in root: any ParsableCommand.Type = OmniRoute.self
    ) -> String? {
        var command = root
        var path = ["omniroute"]
        for word in arguments where !word.hasPrefix("-") {
            let inner = command.configuration.subcommands
            guard !inner.isEmpty else { return nil }
            if let next = inner.first(where: { $0.configuration.commandName == word }) {
                command = next
                path.append(word)
                continue
            }
            // Key paths of metatypes crash the compiler.
            let names = inner.map { $0.configuration }.filter { $0.shouldDisplay }
                .compactMap { $0.commandName }
            guard let near = NearName.nearest(word, in: names) else { return nil }
            let meant = (path + [near]).joined(separator: " ")
            return "there is no command \"\(HumanText.clean(word))\"; did you mean \"\(meant)\"?"
        }
        return nil
    }
}
