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

    package mutating func removeAll() {
        storage.removeAll(keepingCapacity: storage.capacity <= Self.keptCapacity)
        head = 0
    }

    /// The byte at `offset` from the oldest.
    subscript(offset: Int) -> UInt8 { storage[head + offset] }

    /// A copy of `count` bytes from `offset` on.
    func copy(_ offset: Int, _ count: Int) -> [UInt8] { Array(storage[head + offset..<head + offset + count]) }
}
