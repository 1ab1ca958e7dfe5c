/// Bytes as lower-case hexadecimal digits, as the files of the locked layer write them.
enum LockedHexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The bytes of exactly `count` pairs of lower-case digits, nil for anything else.
    static func bytes(_ text: some StringProtocol, count: Int) -> [UInt8]? {
        guard text.utf8.count == 2 * count else { return nil }
        let values = text.utf8.compactMap { digits.firstIndex(of: $0) }
        guard values.count == 2 * count else { return nil }
        return (0..<count).map { UInt8(values[2 * $0] << 4 | values[2 * $0 + 1]) }
    }
}
