import QMP
import Testing

struct LineDecoderTests {
    @Test(arguments: [
        (chunks: ["{\"a\"", ":1}\r", "\n{}\r\n"], lines: ["{\"a\":1}", "{}"]),
        (chunks: ["{}"], lines: []),
        (chunks: ["\n\r\n", "x\n\ny\n"], lines: ["x", "y"]),
        (chunks: ["", "a", "", "\n"], lines: ["a"]),
    ])
    func `lines come out whole however the bytes arrive`(chunks: [String], lines: [String]) {
        var decoder = LineDecoder()
        let found = chunks.flatMap { decoder.push($0.utf8) }
        #expect(found == lines.map { .whole(Array($0.utf8)) })
    }

    @Test func `a line at the limit passes, one beyond it ends the stream`() {
        var decoder = LineDecoder(limit: 4)
        #expect(decoder.push("abcd\n".utf8) == [.whole(Array("abcd".utf8))])
        #expect(decoder.push("ok\nabcde".utf8) == [.whole(Array("ok".utf8)), .tooLong])
        #expect(decoder.push("\nabc\n".utf8) == [])
    }
}
