/// How many records there are, and how many bytes of them.
struct RecordLoad: Equatable {
    var records = 0
    var bytes = 0

    static func + (one: RecordLoad, other: RecordLoad) -> RecordLoad {
        RecordLoad(records: one.records + other.records, bytes: one.bytes + other.bytes)
    }
}
