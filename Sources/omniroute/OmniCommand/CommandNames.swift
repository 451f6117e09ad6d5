internal import ArgumentParser
internal import Configuration

/// The names of commands, for somebody who mistyped one.
enum CommandNames {
    /// What to say about the first word that is no command; nil when each is, or that word may be an option's value.
    static func hint(
        _ arguments: [String], in root: any ParsableCommand.Type = OmniRoute.self
    ) -> String? {
        var command = root
        var path = ["omniroute"]
        var isAfterOption = false
        for word in arguments {
            if word.hasPrefix("-") {
                isAfterOption = true
                continue
            }
            let inner = command.configuration.subcommands
            guard !inner.isEmpty else { return nil }
            // The parser has this one, at the front.
            if word == "help", path.count == 1 { continue }
            if let next = inner.first(where: { $0.configuration.commandName == word }) {
                command = next
                path.append(word)
                continue
            }
            // Key paths of metatypes crash the compiler.
            let names = inner.map { $0.configuration }.filter { $0.shouldDisplay }
                .compactMap { $0.commandName }
            let what = "there is no command \"\(HumanText.clean(word))\""
            if let near = NearName.nearest(word, in: names) {
                return "\(what); did you mean \"\((path + [near]).joined(separator: " "))\"?"
            }
            guard !isAfterOption else { return nil }
            return "\(what); \"\(path.joined(separator: " ")) --help\" lists those that there are"
        }
        return nil
    }
}
