/// What a document and its values share; never changed after it is made.
final class JSONDocumentStorage: Sendable {
    let bytes: [UInt8]
    let tape: JSONTape

    init(bytes: [UInt8], tape: JSONTape) {
        self.bytes = bytes
        self.tape = tape
    }
}
