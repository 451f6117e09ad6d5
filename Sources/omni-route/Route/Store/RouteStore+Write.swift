internal import IPC
internal import Store

extension RouteStore {
    /// Writes a whole configuration in one transaction: the file holds either the old one or the new one.
    ///
    /// - Throws: What SQLite says, or `ChangedElsewhere` when the file does not hold generation `state.generation - 1`.
    func replace(with state: StoredState) throws {
        try database.transaction {
            let found = try database.number("SELECT value FROM meta WHERE name = 'generation'")
            // While a successor takes over, two processes have the file open.
            guard found == Int64(clamping: state.generation) - 1 else { throw ChangedElsewhere() }
            try database.execute(
                """
                DELETE FROM connections; DELETE FROM keys; DELETE FROM settings; DELETE FROM texts;
                """)
            try insert(state.connections)
            try insert(state.keys)
            try insertParameters(of: state.connections)
            try insert(
                SettingsTable.rows(of: state.settings)
                    + TranslationTable.rows(of: state.translation))
            try insert(texts: TranslationTable.texts(of: state.translation))
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
        try database.setSynchronous(.normal)
        let row = try database.prepare(
            """
            INSERT INTO learned_models (connection_id, learned_unix_us, names) VALUES (?1, ?2, ?3)
            ON CONFLICT (connection_id) DO UPDATE SET learned_unix_us = ?2, names = ?3
            """)
        row.bind(1, connection)
        row.bind(2, learned.learned)
        row.bind(3, learned.names.joined(separator: "\n"))
        do throws(StoreError) {
            try row.run()
        } catch {
            try database.setSynchronous(.full)
            throw error
        }
        try database.setSynchronous(.full)
    }

    private func insert(_ connections: [StoredConnection]) throws(StoreError) {
        let row = try database.prepare(
            "INSERT INTO connections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let model = try database.prepare("INSERT INTO models VALUES (?, ?, ?)")
        for (position, stored) in connections.enumerated() {
            let connection = stored.connection
            let deadlines = connection.deadlines ?? Deadlines()
            row.bind(1, connection.id)
            row.bind(2, position)
            row.bind(3, connection.name)
            row.bind(4, connection.provider)
            row.bind(5, Int(connection.dialect.rawValue))
            row.bind(6, connection.prefix)
            row.bind(7, connection.baseURL)
            row.bind(8, connection.profile)
            row.bind(9, Int(deadlines.connectMs))
            row.bind(10, Int(deadlines.firstByteMs))
            row.bind(11, Int(deadlines.idleMs))
            row.bind(12, Int(deadlines.totalMs))
            row.bind(13, stored.manager.rawValue)
            row.bind(14, stored.created)
            try row.run()
            for (position, name) in connection.models.enumerated() {
                model.bind(1, connection.id)
                model.bind(2, position)
                model.bind(3, name)
                try model.run()
            }
        }
    }

    private func insert(_ keys: [StoredKey]) throws(StoreError) {
        let row = try database.prepare("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)")
        for (position, stored) in keys.enumerated() {
            row.bind(1, stored.key.id)
            row.bind(2, position)
            row.bind(3, stored.key.name)
            row.bind(4, stored.key.hash)
            row.bind(5, stored.key.createdUnixUs)
            row.bind(6, stored.manager.rawValue)
            try row.run()
        }
    }

    private func insertParameters(of connections: [StoredConnection]) throws(StoreError) {
        let row = try database.prepare("INSERT INTO parameters VALUES (?, ?, ?, ?)")
        for stored in connections {
            for (position, parameter) in stored.connection.parameters.enumerated() {
                row.bind(1, stored.connection.id)
                row.bind(2, position)
                row.bind(3, parameter.name)
                row.bind(4, parameter.value)
                try row.run()
            }
        }
    }

    private func insert(_ settings: [(name: String, value: Int64)]) throws(StoreError) {
        let row = try database.prepare("INSERT INTO settings VALUES (?, ?)")
        for (name, value) in settings {
            row.bind(1, name)
            row.bind(2, value)
            try row.run()
        }
    }

    private func insert(texts: [(name: String, value: String)]) throws(StoreError) {
        let row = try database.prepare("INSERT INTO texts VALUES (?, ?)")
        for (name, value) in texts {
            row.bind(1, name)
            row.bind(2, value)
            try row.run()
        }
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
