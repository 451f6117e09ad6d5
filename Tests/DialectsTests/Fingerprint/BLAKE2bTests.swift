import Testing

@testable import Dialects

/// The hash of fingerprints, against RFC 7693's own implementation as Python has it (hashlib.blake2b, digest_size 32).
@Suite struct BLAKE2bTests {
    /// Bytes 0, 7, 14 and so on, so many.
    private func message(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    }

    @Test(arguments: [
        (0, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
        (1, "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314"),
        (63, "2508392d692269d611c89d106598f65355a98fbe998de4c37b71105a5bb79bd6"),
        (64, "17363253d86da2d13a0f306b36da8157fa4a630e7100e0954859f44a36ae2a41"),
        (127, "4ff62e7c4c43fe101a078479c48836be4907d9d498dcc577ca89d694b2c11f9b"),
        (128, "14696d2a98d9f8a280da8b132b1045b345e1033759c6b02fcc4ee885c8ae7c37"),
        (129, "3934215260b1039be9d9d2b073b059bcd50120c327a22af93eb4d98cf821c14c"),
        (255, "a3bb8b4fa098078d32bb5a89e905e237862fd83e99141ca7d8a073bb268ba2a0"),
        (256, "3d0cb2693dfbac42af5a6cc960953fea8714aa39c4bcd054ef61d6b5e98ade4a"),
        (257, "63cb41934eb22ceb359755501ea299abcd784306baf8845ad6b97ff0828b7cfe"),
        (1000, "6ac4bea923678eb024090384d6e767b5870f849057dc19b172d8d9f2df30bf8e"),
        (120000, "1f1579b2f935e2297d7a421d61890764d49e19e9ebfe008e158e39e943821539"),
    ])
    func hashesAreThoseOfTheStandard(count: Int, hash: String) {
        #expect(Hex.text(BLAKE2b.hash(message(count))) == hash)
    }

    @Test func aWordHashesAsThePublishedOne() {
        #expect(
            Hex.text(BLAKE2b.hash(Array("abc".utf8)))
                == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
    }
}
