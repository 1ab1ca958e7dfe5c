/// Lines in the format of Qubes R4.0.
enum LegacyLine {
    /// The line in today's words: `$include:` is `!include`, `$` is `@`, and a comma is a space.
    ///
    /// Nothing moves, so columns stay what they are.
    static func translated(_ line: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(line.count)
        var index = 0
        while index < line.count {
            switch line[index] {
            case UInt8(ascii: "$") where isInclude(line, at: index):
                bytes.append(contentsOf: "!include ".utf8)
                index += 9
                continue
            case UInt8(ascii: "$"): bytes.append(UInt8(ascii: "@"))
            case UInt8(ascii: ","): bytes.append(UInt8(ascii: " "))
            case let byte: bytes.append(byte)
            }
            index += 1
        }
        return bytes
    }

    private static func isInclude(_ line: Span<UInt8>, at index: Int) -> Bool {
        let word = "$include:".utf8
        guard line.count - index >= word.count else { return false }
        for (offset, byte) in word.enumerated() where line[index + offset] != byte { return false }
        return true
    }
}
