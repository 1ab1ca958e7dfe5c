import LinuxIO

/// Reads a log to its end, and further as it grows.
struct LogReader: ~Copyable {
    private let log: OwnedDescriptor
    private var filter: EscapeFilter?

    /// Reads `log` from where it stands.
    ///
    /// - Parameters:
    ///   - log: A file.
    ///   - filters: Whether what a terminal would obey is taken out.
    init(_ log: consuming OwnedDescriptor, filters: Bool) {
        self.log = log
        filter = filters ? EscapeFilter() : nil
    }

    /// Prints everything that is there.
    ///
    /// - Returns: Whether somebody still reads our output.
    mutating func printAll() throws(SystemError) -> Bool {
        while let bytes = try log.read(limit: 65_536), !bytes.isEmpty {
            if !emit(bytes) { return false }
        }
        return true
    }

    /// Prints the last lines of what is there, at most 16 MiB of them.
    mutating func printLast(lines limit: Int) throws(SystemError) -> Bool {
        var tail: [UInt8] = []
        while let bytes = try log.read(limit: 65_536), !bytes.isEmpty {
            tail += bytes
            if tail.count > 32 << 20 { tail.removeFirst(tail.count - (16 << 20)) }
        }
        var start = tail.count
        var found = 0
        while start > 0 {
            let isEnd = tail[start - 1] == UInt8(ascii: "\n")
            // The newline at the very end belongs to the last line.
            if isEnd, start != tail.count {
                found += 1
                if found == limit { break }
            }
            start -= 1
        }
        return emit(limit == 0 ? [] : Array(tail[start...]))
    }

    private mutating func emit(_ bytes: [UInt8]) -> Bool {
        StandardStream.write(1, filter?.filter(bytes) ?? bytes)
    }
}
