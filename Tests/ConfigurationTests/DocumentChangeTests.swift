import Configuration
import Testing

/// Differences between documents.
@Suite struct DocumentChangeTests {
    private func changes(_ before: String, _ after: String) throws -> [DocumentChange] {
        try document(before).changes(to: document(after))
    }

    @Test func entries() throws {
        #expect(
            try changes(
                #"{"connections": [{"name": "a", "x": 1, "y": 2, "z": 3}, {"name": "b"}, {"name": "c"}], "aliases": {"f": "g"}}"#,
                #"{"connections": [{"name": "c"}, {"name": "n"}, {"name": "a", "w": 0, "x": 2, "z": 3}], "aliases": {"f": "h"}}"#
            ) == [
                DocumentChange(section: "connections", name: "b", kind: .removed),
                DocumentChange(
                    section: "connections", name: "a", kind: .changed, fields: ["w", "x", "y"]),
                DocumentChange(section: "connections", name: "n", kind: .added),
                DocumentChange(section: "aliases", name: "f", kind: .changed),
            ])
    }

    @Test func theOrderOfFieldsDoesNotMatter() throws {
        #expect(
            try changes(
                #"{"keys": [{"name": "a", "x": 1, "y": 2}]}"#,
                #"{"keys": [{"y": 2, "name": "a", "x": 1}]}"#) == [])
    }

    @Test func settings() throws {
        #expect(
            try changes(
                #"{"settings": {"guard": "off", "cache": {"ttl": "1h", "size": "1MB"}, "zone": "UTC"}}"#,
                #"{"settings": {"zone": "UTC", "cache": {"ttl": "2h", "entries": 5}}}"#) == [
                    DocumentChange(section: "settings", name: "guard", kind: .removed),
                    DocumentChange(section: "settings", name: "cache/size", kind: .removed),
                    DocumentChange(section: "settings", name: "cache/ttl", kind: .changed),
                    DocumentChange(section: "settings", name: "cache/entries", kind: .added),
                ])
    }

    @Test(arguments: [
        (#"{"kept": true}"#, #"{"kept": true}"#, false),
        (#""old""#, #"{"kept": true}"#, false),
        (#"{"kept": true}"#, #""given""#, true),
        (#""old""#, #""new""#, true),
        (#""old""#, #""old""#, false),
    ]) func secretsOfConnections(before: String, after: String, isChanged: Bool) throws {
        func text(_ value: String) -> String {
            #"{"connections": [{"name": "a", "api_key": \#(value)}]}"#
        }
        #expect(
            try changes(text(before), text(after))
                == (isChanged
                    ? [
                        DocumentChange(
                            section: "connections", name: "a", kind: .changed, fields: ["api_key"])
                    ] : []))
    }

    @Test func aMarkerWhereNothingWasIsAChange() throws {
        #expect(
            try changes(
                #"{"connections": [{"name": "a"}]}"#,
                #"{"connections": [{"name": "a", "api_key": {"kept": true}}]}"#
            ).map(\.fields) == [["api_key"]])
    }

    @Test func keysAreComparedByHashes() throws {
        // printf sk-12345678 | sha256sum
        let hash = "db722c9c5c5fbe334dd0e95a7406d76fcde6396e9d3495edf174ad689fda5dc2"
        #expect(
            try changes(
                #"{"keys": [{"name": "a", "secret": "sk-12345678"}]}"#,
                #"{"keys": [{"name": "a", "secret_sha256": "\#(hash)"}]}"#) == [])
        #expect(
            try changes(
                #"{"keys": [{"name": "a", "secret_sha256": "\#(hash)"}]}"#,
                #"{"keys": [{"name": "a", "secret": "sk-87654321"}]}"#
            ).map(\.fields) == [["secret_sha256"]])
    }
}
