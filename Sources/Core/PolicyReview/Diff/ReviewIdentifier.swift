/// Short names for what a review finds, the same for the same text.
enum ReviewIdentifier {
    /// Twelve hexadecimal digits of FNV-1a; it tells findings apart and proves nothing.
    static func make(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String((hash ^ (hash >> 48)) & 0xffff_ffff_ffff, radix: 16)
        return String(repeating: "0", count: 12 - digits.count) + digits
    }
}
