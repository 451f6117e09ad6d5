internal import Store

extension AdminStore: LayerStore {
    func loadLayers() throws(StoreError) -> KeptLayers {
        // One transaction: a predecessor in a renewal may write in between.
        try database.atomically { () throws(StoreError) in
            KeptLayers(
                generation: try generation(),
                routeGeneration: UInt64(clamping: try meta("route_generation")),
                file: try layer(.file) ?? [], api: try layer(.api) ?? [], pending: try pending())
        }
    }

    func pending() throws(StoreError) -> KeptLayers.Pending? {
        let process = Int32(clamping: try meta("pending_process"))
        guard process != 0 else { return nil }
        return KeptLayers.Pending(
            process: process, since: try meta("pending_since"),
            reach: try meta("pending_reach") == 0 ? .entries : .file)
    }

    func begin(
        _ pending: KeptLayers.Pending, after base: UInt64
    ) throws(StoreError) -> Bool {
        try database.atomically { () throws(StoreError) -> Bool in
            guard try generation() == base else { return false }
            let found = try self.pending()
            guard found == nil || found?.process == pending.process else { return false }
            try setPending(pending)
            // A backup compares it to find changes that came between its copies; also those that were taken back, or
            // that are of secrets only.
            try setMeta("begun", meta("begun") &+ 1)
            return true
        }
    }

    func replacePending(
        _ seen: KeptLayers.Pending, with next: KeptLayers.Pending?
    ) throws(StoreError) -> Bool {
        try database.atomically { () throws(StoreError) -> Bool in
            guard try self.pending() == seen else { return false }
            try setPending(next)
            return true
        }
    }

    func keep(
        _ layers: KeptLayers, after base: UInt64, ending pending: KeptLayers.Pending,
        noting row: inout AuditEntry?
    ) throws(StoreError) -> Bool {
        try database.atomically { () throws(StoreError) -> Bool in
            guard try generation() == base else { return false }
            guard try self.pending() == pending else { return false }
            for (name, body) in [(LayerName.file, layers.file), (.api, layers.api)] {
                try run(
                    """
                    INSERT INTO layers (name, body) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET body = excluded.body
                    """, name.rawValue, body)
            }
            try setMeta("generation", Int64(clamping: layers.generation))
            try setMeta("route_generation", Int64(clamping: layers.routeGeneration))
            try setPending(nil)
            if let entry = row { row?.id = try addAudit(entry) }
            return true
        }
    }

    func setRouteGeneration(_ generation: UInt64) throws(StoreError) {
        try setMeta("route_generation", Int64(clamping: generation))
    }

    /// Within a transaction.
    private func setPending(_ pending: KeptLayers.Pending?) throws(StoreError) {
        try setMeta("pending_process", Int64(pending?.process ?? 0))
        try setMeta("pending_since", pending?.since ?? 0)
        try setMeta("pending_reach", pending?.reach == .file ? 1 : 0)
    }

    private func meta(_ name: String) throws(StoreError) -> Int64 {
        let rows = try statement("SELECT value FROM meta WHERE name = ?")
        rows.bind(1, name)
        defer { rows.reset() }
        return try rows.step() ? rows.int64(0) : 0
    }

    private func setMeta(_ name: String, _ value: Int64) throws(StoreError) {
        try run(
            """
            INSERT INTO meta (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """, name, value)
    }
}
