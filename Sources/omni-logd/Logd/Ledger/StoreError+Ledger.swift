internal import Store

extension StoreError {
    /// Damage that a check found, with the code of SQLITE_CORRUPT.
    static func damaged(_ text: String) -> StoreError {
        .failed(code: 11, extendedCode: 11, message: text)
    }

    /// The open file is no longer the one at its path, with the code of SQLITE_READONLY_DBMOVED.
    static var moved: StoreError {
        .failed(code: 8, extendedCode: 1032, message: "the file was replaced by another process")
    }

    /// No room, with the code of SQLITE_FULL.
    static func noRoom(_ text: String) -> StoreError {
        .failed(code: 13, extendedCode: 13, message: text)
    }

    /// The file itself is the trouble, or may be: it cannot be opened, read or written, and the disk is not full.
    var isOfOneFile: Bool {
        isCorrupt || isStorage && code != StoreError.noRoom("").code && !isMoved
    }

    /// The open file is no longer the one at its path.
    var isMoved: Bool { extendedCode == 1032 }
}
