#if canImport(Glibc)
    internal import Glibc
#endif

/// Recorded exchanges on disk: `<folder>/<dialect>/<id>.json`, or `<folder>/<id>.json`.
enum CorpusFolder {
    /// How deep folders are looked into.
    private static let depth = 3

    /// Largest file of an exchange; a larger one is an error.
    private static let fileBytes = 64 << 20

    /// Reads all exchanges below a folder.
    ///
    /// - Parameter path: The folder.
    /// - Returns: All exchanges found.
    /// - Throws: What could not be read, or is no exchange.
    static func load(_ path: String) throws(Corpus.CorpusError) -> Corpus {
        var corpus = Corpus()
        try load(path, depth: 0, into: &corpus)
        return corpus
    }

    private static func load(
        _ path: String, depth: Int, into corpus: inout Corpus
    ) throws(Corpus.CorpusError) {
        guard let folder = opendir(path) else {
            throw Corpus.CorpusError(path: path, reason: String(cString: strerror(errno)))
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let place = "\(path)/\(name)"
            if name.hasSuffix(".json") {
                try corpus.add(read(place), path: place)
            } else if !name.hasPrefix("."), depth < Self.depth, isFolder(place),
                // Not of exchanges, and malformed on purpose.
                name != "json-parsing"
            {
                try load(place, depth: depth + 1, into: &corpus)
            }
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func read(_ path: String) throws(Corpus.CorpusError) -> [UInt8] {
        guard let file = fopen(path, "r") else {
            throw Corpus.CorpusError(path: path, reason: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&block, 1, block.count, file)
            guard count > 0 else { break }
            bytes.append(contentsOf: block[..<count])
            guard bytes.count <= fileBytes else {
                throw Corpus.CorpusError(path: path, reason: "the file is too large")
            }
        }
        guard ferror(file) == 0 else {
            throw Corpus.CorpusError(path: path, reason: "the file cannot be read")
        }
        return bytes
    }
}
