internal import IPC

/// Reads the aliases: a name or a pattern, and what it stands for.
struct AliasReader {
    /// An alias and where it stands.
    struct Found {
        let alias: Alias
        /// Of its name and of what it stands for.
        let marks: (name: Mark?, target: Mark?)
    }

    let problems: Problems

    /// The aliases, in the order of the file.
    func read(_ fields: Fields) -> [Found] {
        let entries = fields.entries(
            "aliases", "an alias", mayBeNothing: true, atMost: Limits.aliases)
        return entries.compactMap { entry in
            guard ModelNameRule.allows(entry.name) else {
                problems.add(entry.mark, "an alias \(ModelNameRule.text)")
                return nil
            }
            guard let target = Fields.text(entry.value, "what an alias stands for", problems) else {
                return nil
            }
            guard ModelNameRule.allows(target) else {
                problems.add(entry.value.mark, "what an alias stands for \(ModelNameRule.text)")
                return nil
            }
            return Found(
                alias: Alias(pattern: entry.name, model: target),
                marks: (entry.mark, entry.value.mark))
        }
    }
}
