import EventLoop
import Glibc
import Testing

@testable import OmniCommand

/// Archives.
@Suite struct TarTests {
    /// A file that is gone when the test is.
    private struct Archive: ~Copyable {
        let descriptor: CInt

        init(_ bytes: [UInt8] = []) throws {
            var template = Array("/tmp/omni-tar.XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            try #require(descriptor >= 0)
            unlink(template)
            try #require(write(descriptor, bytes, bytes.count) == bytes.count)
            lseek(descriptor, 0, SEEK_SET)
        }

        func rewind() { lseek(descriptor, 0, SEEK_SET) }

        var bytes: [UInt8] {
            let size = Int(lseek(descriptor, 0, SEEK_END))
            var bytes = [UInt8](repeating: 0, count: size)
            pread(descriptor, &bytes, size, 0)
            return bytes
        }

        deinit { closeDescriptor(descriptor) }
    }

    private static let sizes = [0, 1, 511, 512, 513, 70_000]

    @Test(arguments: sizes)
    func filesComeBack(size: Int) throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let archive = try Archive()
        let writer = TarWriter(archive.descriptor)
        let header = TarHeader(name: "route/route.db", size: UInt64(size), modified: 1_700_000_000)
        try writer.add(header, content)
        try writer.add(TarHeader(name: "last", size: 1), [7])
        try writer.finish()
        #expect(archive.bytes.count % TarHeader.blockBytes == 0)
        archive.rewind()
        let reader = TarReader(archive.descriptor)
        let found = try #require(try reader.next())
        #expect(found == header)
        #expect(try reader.content(found, limit: size) == content)
        // What is not read is passed over.
        #expect(try reader.next()?.name == "last")
        #expect(try reader.next() == nil)
    }

    @Test func headersAreUstar() throws {
        let block = TarHeader(name: "a", size: 8, mode: 0o600, modified: 0).bytes
        #expect(block.count == 512)
        #expect(Array(block[257..<265]) == Array("ustar\0".utf8) + Array("00".utf8))
        #expect(String(decoding: block[100..<107], as: UTF8.self) == "0000600")
        #expect(String(decoding: block[124..<135], as: UTF8.self) == "00000000010")
        #expect(TarHeader(block) == TarHeader(name: "a", size: 8))
    }

    @Test(arguments: [8_589_934_591, 8_589_934_592, 1_099_511_627_776] as [UInt64])
    func largeSizes(size: UInt64) {
        #expect(TarHeader(TarHeader(name: "a", size: size).bytes)?.size == size)
    }

    @Test func damageIsSeen() {
        let block = TarHeader(name: "a", size: 8).bytes
        for index in [0, 100, 124, 150, 257] {
            var damaged = block
            damaged[index] ^= 1
            #expect(TarHeader(damaged) == nil, "byte \(index)")
        }
        #expect(TarHeader([1, 2, 3]) == nil)
    }

    @Test(arguments: [UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "5"), UInt8(ascii: "x")])
    func onlyPlainFiles(type: UInt8) {
        var block = TarHeader(name: "a", size: 0).bytes
        // The sum has to fit, or that would be what is refused.
        let sum = block.indices.reduce(0) { total, index in
            total + ((148..<156).contains(index) ? 0x20 : Int(index == 156 ? type : block[index]))
        }
        block[156] = type
        let digits = String(sum, radix: 8)
        for (index, byte) in (String(repeating: "0", count: 6 - digits.count) + digits).utf8
            .enumerated()
        {
            block[148 + index] = byte
        }
        #expect(TarHeader(block) == nil)
    }

    @Test func cutArchivesAreRefused() throws {
        let archive = try Archive()
        let writer = TarWriter(archive.descriptor)
        try writer.add(TarHeader(name: "a", size: 600), [UInt8](repeating: 1, count: 600))
        for length in [0, 100, 512, 900] {
            let cut = try Archive(Array(archive.bytes.prefix(length)))
            let reader = TarReader(cut.descriptor)
            #expect(throws: TarReader.Problem.cut, "\(length) bytes") {
                while let header = try reader.next() { _ = try reader.content(header, limit: 1000) }
            }
        }
    }

    @Test func contentsAreBounded() throws {
        let archive = try Archive()
        try TarWriter(archive.descriptor).add(TarHeader(name: "a", size: 2), [1, 2])
        archive.rewind()
        let reader = TarReader(archive.descriptor)
        let header = try #require(try reader.next())
        #expect(throws: TarReader.Problem.tooLarge(name: "a")) {
            try reader.content(header, limit: 1)
        }
    }
}
