/// Bytes that are appended at one end and taken from the other.
package struct ByteQueue: Sendable {
    /// Room beyond this many bytes is given back when the queue runs empty.
    private static let keptCapacity = 512 * 1024

    private var storage: [UInt8] = []
    private var head = 0

    package init() {}

    package var count: Int { storage.count - head }
    package var isEmpty: Bool { head == storage.count }

    /// At most `limit` of the oldest bytes.
    package func prefix(_ limit: Int) -> ArraySlice<UInt8> { storage[head...].prefix(limit) }

    package mutating func append(_ bytes: [UInt8]) { storage.append(contentsOf: bytes) }
    package mutating func append(_ bytes: ArraySlice<UInt8>) { storage.append(contentsOf: bytes) }

    /// Forgets the oldest `count` bytes.
    package mutating func removeFirst(_ count: Int) {
        precondition(count >= 0 && count <= self.count, "removing \(count) of \(self.count) bytes")
        head += count
        if head == storage.count {
            removeAll()
        } else if head >= storage.count - head {
            // At least as many bytes are dropped as are moved, so that the cost per byte is constant.
            storage.removeSubrange(..<head)
            head = 0
        }
    }

    /// Gives what waits and then `bytes` to `write`, which says how many of those it was offered it took, and keeps the
    /// rest; bytes that are taken at once are not copied.
    ///
    /// - Returns: How many bytes were taken; nil when `write` says nil, and everything is forgotten then.
    package mutating func pass(_ bytes: [UInt8], step: Int, to write: (ArraySlice<UInt8>) -> Int?) -> Int? {
        guard isEmpty else {
            append(bytes)
            return drain(step: step, to: write)
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let count = write(rest.prefix(step)) else { return nil }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        append(rest)
        return bytes.count - rest.count
    }

    /// Gives what waits to `write` until that takes no more.
    package mutating func drain(step: Int, to write: (ArraySlice<UInt8>) -> Int?) -> Int? {
        let before = count
        while !isEmpty {
            guard let taken = write(prefix(step)) else {
                removeAll()
                return nil
            }
            guard taken > 0 else { break }
            removeFirst(taken)
        }
        return before - count
    }

    package mutating func removeAll() {
        storage.removeAll(keepingCapacity: storage.capacity <= Self.keptCapacity)
        head = 0
    }

    /// The byte at `offset` from the oldest.
    subscript(offset: Int) -> UInt8 { storage[head + offset] }

    /// A copy of `count` bytes from `offset` on.
    func copy(_ offset: Int, _ count: Int) -> [UInt8] { Array(storage[head + offset..<head + offset + count]) }
}
