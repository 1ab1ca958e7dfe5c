/// Words of a command as the argument of `qubes.VMExec`, in Qubes' spelling.
///
/// Words are joined by `+`; letters, digits, `.` and `_` stand for themselves, `-` is `--`, and any other byte is `-` and two
/// hexadecimal digits.
enum CommandWords {
    static func encode(_ words: [String]) -> String {
        words.map { word in
            var text = ""
            for byte in word.utf8 {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    text.unicodeScalars.append(Unicode.Scalar(byte))
                case UInt8(ascii: "-"): text += "--"
                default:
                    let digits = String(byte, radix: 16, uppercase: true)
                    text += "-" + (digits.count == 1 ? "0" : "") + digits
                }
            }
            return text
        }.joined(separator: "+")
    }

    /// The words; nil when the text is no such spelling, or a word is no text.
    static func decode(_ text: String) -> [String]? {
        var words: [String] = []
        for part in text.split(separator: "+", omittingEmptySubsequences: false) {
            var bytes: [UInt8] = []
            var rest = Array(part.utf8)[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "-") else {
                    bytes.append(byte)
                    continue
                }
                if rest.first == UInt8(ascii: "-") {
                    rest.removeFirst()
                    bytes.append(byte)
                    continue
                }
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                rest.removeFirst(2)
                bytes.append(value)
            }
            guard !bytes.contains(0), let word = String(validating: bytes, as: UTF8.self) else { return nil }
            words.append(word)
        }
        return words
    }
}
