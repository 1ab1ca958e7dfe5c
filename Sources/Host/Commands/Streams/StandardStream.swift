import LinuxIO

/// The descriptors 0, 1 and 2, which are not ours to close.
enum StandardStream {
    /// What is there to be read; empty at the end, and on an error, which is as good as an end.
    static func read(_ number: CInt, limit: Int = 65_536) -> [UInt8] {
        let lent = OwnedDescriptor(adopting: number)
        let bytes = try? lent.read(limit: limit)
        _ = lent.release()
        return bytes ?? []
    }

    /// Everything until the end.
    static func readAll(_ number: CInt) -> [UInt8] {
        var result: [UInt8] = []
        while true {
            let bytes = read(number)
            if bytes.isEmpty { return result }
            result += bytes
        }
    }

    /// Writes everything, waiting where the descriptor was left non-blocking by somebody.
    ///
    /// - Returns: Whether it could be written: nobody may be reading any more.
    static func write(_ number: CInt, _ bytes: [UInt8]) -> Bool {
        let lent = OwnedDescriptor(adopting: number)
        var rest = bytes[...]
        var isOpen = true
        while !rest.isEmpty, isOpen {
            do {
                let count = try lent.write(rest)
                rest = rest.dropFirst(count)
                if count == 0 {
                    var poller = Poller()
                    _ = poller.add(number, .writable)
                    _ = poller.wait(milliseconds: nil)
                }
            } catch {
                isOpen = false
            }
        }
        _ = lent.release()
        return isOpen
    }
}
