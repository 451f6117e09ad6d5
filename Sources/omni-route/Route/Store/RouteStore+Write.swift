internal import IPC
internal import Store

extension RouteStore {
    /// Writes a whole configuration in one transaction: the file holds either the old one or the new one.
    ///
    /// - Throws: What SQLite says, or `ChangedElsewhere` when the file does not hold generation `state.generation - 1`.
    func replace(with state: StoredState) throws {
        try database.setSynchronous(.full)
        // Left as it is, later commits would only be slower.
        defer { try? database.setSynchronous(.normal) }
        try database.transaction {
            let found = try database.number("SELECT value FROM meta WHERE name = 'generation'")
            // While a successor takes over, two processes have the file open.
            guard found == Int64(clamping: state.generation) - 1 else { throw ChangedElsewhere() }
            try database.execute("DELETE FROM objects")
            let writer = try ObjectWriter(database)
            for (position, stored) in state.connections.enumerated() {
                try writer.write(stored, at: position)
            }
            for (position, key) in state.keys.enumerated() {
                try writer.write(key, at: position)
            }
            try writer.write(.combo, state.combos)
            try writer.write(.alias, state.aliases)
            try writer.write(.budget, state.budgets)
            try writer.write(.door, state.settings)
            try writer.write(.translation, state.translation)
            try writer.write(.routing, state.routing)
            try forgetLearned(except: state.learned)
            let meta = try database.prepare(
                "UPDATE meta SET value = ? WHERE name = 'generation'")
            meta.bind(1, Int64(clamping: state.generation))
            try meta.run()
        }
    }

    /// Keeps a learned list.
    ///
    /// A power cut may lose it, which only means asking again; so this commit does not wait for the disk.
    func keep(_ learned: LearnedModels, of connection: String) throws(StoreError) {
        let row = try database.prepare(
            """
            INSERT INTO learned_models (connection_id, learned_unix_us, names) VALUES (?1, ?2, ?3)
            ON CONFLICT (connection_id) DO UPDATE SET learned_unix_us = ?2, names = ?3
            """)
        row.bind(1, connection)
        row.bind(2, learned.learned)
        row.bind(3, learned.names.joined(separator: "\n"))
        try row.run()
    }

    private func forgetLearned(except kept: [String: LearnedModels]) throws(StoreError) {
        let rows = try database.prepare("SELECT connection_id FROM learned_models")
        var gone: [String] = []
        while try rows.step() {
            if kept[rows.text(0)] == nil { gone.append(rows.text(0)) }
        }
        let delete = try database.prepare("DELETE FROM learned_models WHERE connection_id = ?")
        for connection in gone {
            delete.bind(1, connection)
            try delete.run()
        }
    }
}
