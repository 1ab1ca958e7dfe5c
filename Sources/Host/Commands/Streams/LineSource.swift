/// Lines of a descriptor, one after the other, in bounded memory.
struct LineSource {
    private let descriptor: CInt
    private let limit: Int
    private var buffer: [UInt8] = []
    private var place = 0
    private var isAtEnd = false

    /// Reads lines of at most `limit` bytes.
    init(_ descriptor: CInt, limit: Int) {
        self.descriptor = descriptor
        self.limit = limit
    }

    /// The next line without its newline; nil after the last.
    ///
    /// - Throws: ``CommandFailure`` when a line is longer than the limit.
    mutating func next() throws(CommandFailure) -> [UInt8]? {
        var searched = place
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                let line = Array(buffer[place..<end])
                place = end + 1
                return line
            }
            if isAtEnd {
                guard place < buffer.count else { return nil }
                let line = Array(buffer[place...])
                place = buffer.count
                return line
            }
            guard buffer.count - place <= limit else {
                throw CommandFailure(
                    "a line of standard input is longer than \(limit) bytes", advice: "split it", code: 2)
            }
            if place > 0 {
                buffer.removeSubrange(..<place)
                place = 0
            }
            searched = buffer.count
            let bytes = StandardStream.read(descriptor, limit: 1 << 20)
            if bytes.isEmpty { isAtEnd = true } else { buffer += bytes }
        }
    }
}
