/// Cuts a text into lines, which end in LF, CR LF or a lone CR.
struct LineCutter {
    /// The number of the line, from 1; 0 before the first.
    private(set) var number = 0
    /// Where the line is, without its end.
    private(set) var range = 0..<0
    /// Whether any byte of it is not ASCII.
    private(set) var isASCII = true
    /// Whether a carriage return ends it that no line feed follows.
    private(set) var endsInLoneReturn = false

    private var next = 0

    /// Goes to the next line, the first at the beginning; false when there is none.
    mutating func advance(in text: Span<UInt8>) -> Bool {
        guard next < text.count else { return false }
        let start = next
        var end = start
        var seen: UInt8 = 0
        while end < text.count {
            let byte = text[end]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            seen |= byte
            end += 1
        }
        range = start..<end
        isASCII = seen < 0x80
        endsInLoneReturn = false
        next = end + 1
        if end < text.count, text[end] == UInt8(ascii: "\r") {
            if next < text.count, text[next] == UInt8(ascii: "\n") {
                next += 1
            } else {
                endsInLoneReturn = true
            }
        }
        number += 1
        return true
    }
}
