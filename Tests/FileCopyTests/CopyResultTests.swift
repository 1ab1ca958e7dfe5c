import FileCopy
import Testing

struct CopyResultTests {
    @Test func `what is written is what is read`() {
        let result = CopyResult(errorCode: 17, checksum: 0xDEAD_BEEF, lastPath: Array("a/b".utf8))
        #expect(
            result.bytes == Stream.little(17) + Stream.little(0) + Stream.little(0xDEAD_BEEF) + Stream.little(0)
                + Stream.little(3) + Array("a/b".utf8))
        #expect(CopyResult(bytes: result.bytes) == result)
    }

    @Test func `what Qubes' older receivers say is understood`() {
        let bytes = Stream.little(28) + Stream.little(0) + Stream.little(5) + Stream.little(0)
        #expect(CopyResult(bytes: bytes) == CopyResult(errorCode: 28, checksum: 5, lastPath: []))
    }

    @Test func `a result that is cut, or lies about its length, is none`() {
        let bytes = CopyResult(errorCode: 0, checksum: 1, lastPath: Array("name".utf8)).bytes
        for count in 0..<16 { #expect(CopyResult(bytes: Array(bytes.prefix(count))) == nil) }
        for count in 20..<24 { #expect(CopyResult(bytes: Array(bytes.prefix(count))) == nil) }
        #expect(
            CopyResult(bytes: Array(bytes.prefix(16)) + Stream.little(16_384) + [UInt8](repeating: 0, count: 99)) == nil
        )
        #expect(CopyResult(bytes: Array(bytes.prefix(12)) + Stream.little(1)) == nil, "a checksum has 32 bits")
    }
}
