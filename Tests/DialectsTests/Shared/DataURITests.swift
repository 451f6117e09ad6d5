@testable import Dialects
import Testing

@Suite struct DataURITests {
    @Test(arguments: [
        ("data:image/png;base64,QUJD", "image/png", "QUJD"),
        ("DATA:Image/PNG;charset=utf-8;Base64,QUJD", "image/png", "QUJD"),
        ("data:;base64,QUJD", "", "QUJD"),
        ("data:image/jpeg;base64,QUJ\r\nD QUJD", "image/jpeg", "QUJDQUJD"),
        ("data:image/jpeg;base64,QUI%3D", "image/jpeg", "QUI="),
        ("data:audio/wav;base64,-_8", "audio/wav", "+/8="),
        ("data:application/pdf; base64,", "application/pdf", ""),
    ])
    func base64URIs(text: String, type: String, base64: String) throws {
        let parsed = try #require(DataURI.parse(text))
        #expect(parsed.mediaType == type)
        #expect(parsed.base64 == base64)
    }

    @Test(
        "pitfall 104: what is no base64 data URI is not cut as if it were one",
        arguments: [
            "http://example.com/a;base64,QUJD", "https://example.com/a.png", "data:text/plain,QUJD",
            "data:image/png;base64,QU=JD", "data:image/png;base64,Q*JD", "data:image/png;base64",
            "data:image/png;base64,QUJDQ", "", "QUJD",
        ])
    func pitfall104OtherTexts(text: String) {
        #expect(DataURI.parse(text) == nil)
    }

    @Test(
        "pitfall 106: the first bytes tell the media type",
        arguments: [
            ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0], "image/png"),
            ([0xff, 0xd8, 0xff, 0xe0], "image/jpeg"), (Array("GIF89a".utf8), "image/gif"),
            (Array("RIFF0000WEBPVP8 ".utf8), "image/webp"),
            (Array("%PDF-1.7".utf8), "application/pdf"),
            (Array("RIFF0000WAVEfmt ".utf8), "audio/wav"), (Array("ID3\u{3}".utf8), "audio/mpeg"),
            ([0xff, 0xfb, 0x90, 0x64], "audio/mpeg"), (Array("OggS".utf8), "audio/ogg"),
            (Array("fLaC".utf8), "audio/flac"),
            ([0, 0, 0, 24] + Array("ftypmp42".utf8), "video/mp4"),
            ([0, 0, 0, 24] + Array("ftypheic".utf8), "image/heic"),
            ([0x1a, 0x45, 0xdf, 0xa3], "video/webm"),
        ] as [([UInt8], String)])
    func pitfall106Sniffing(bytes: [UInt8], type: String) {
        #expect(DataURI.sniffed(base64: Base64Text.encoded(bytes)) == type)
    }

    @Test(arguments: [[], [0xff], [0xff, 0xf1, 0], Array("RIFF0000".utf8), Array("hello".utf8)])
    func unknownBytes(bytes: [UInt8]) {
        #expect(DataURI.sniffed(base64: Base64Text.encoded(bytes)) == nil)
    }

    @Test(
        "pitfall 108: the file name tells the media type",
        arguments: [
            ("a.PDF", "application/pdf"), ("x.y.jpeg", "image/jpeg"), ("s.wav", "audio/wav"),
        ])
    func pitfall108FileNames(name: String, type: String) {
        #expect(DataURI.mediaType(fileName: name) == type)
    }

    @Test func fileNamesWithoutAKnownSuffix() {
        #expect(DataURI.mediaType(fileName: "pdf") == nil)
        #expect(DataURI.mediaType(fileName: "a.unknown") == nil)
        #expect(DataURI.mediaType(fileName: "a.") == nil)
    }

    @Test func suffixesOfMediaTypes() {
        #expect(MediaSignatures.suffix(mediaType: "image/jpeg") == "jpg")
        #expect(MediaSignatures.suffix(mediaType: "application/pdf") == "pdf")
        #expect(MediaSignatures.suffix(mediaType: "x/y") == nil)
    }

    @Test(arguments: 0..<40)
    func base64OfEveryLength(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 250) }
        let text = Base64Text.encoded(bytes)
        #expect(text.utf8.count % 4 == 0)
        #expect(Base64Text.normal(text) == text)
        #expect(Base64Text.decoded(text) == bytes)
        let urlSafe = text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" }
        #expect(Base64Text.normal(String(urlSafe)) == text)
    }

    @Test func knownBase64() {
        #expect(Base64Text.encoded(Array("foobar".utf8)) == "Zm9vYmFy")
        #expect(Base64Text.encoded(Array("fooba".utf8)) == "Zm9vYmE=")
        #expect(Base64Text.encoded(Array("foob".utf8)) == "Zm9vYg==")
        #expect(Base64Text.normal("Zg=a") == nil)
        #expect(Base64Text.normal("Z===") == nil)
    }
}
