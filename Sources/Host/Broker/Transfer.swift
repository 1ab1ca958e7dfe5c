internal import Channel
internal import LinuxIO

/// What one attempt to read brought.
enum ReadResult {
    case bytes([UInt8])
    case nothing
    /// The end of the stream, or an error, which ends it as well.
    case ended
}

/// Single attempts to read and write.
enum Transfer {
    /// Reads once.
    static func read(_ box: OwnedDescriptorBox?, limit: Int) -> ReadResult {
        guard let box else { return .ended }
        do throws(SystemError) {
            guard let bytes = try box.descriptor.read(limit: limit) else { return .nothing }
            return bytes.isEmpty ? .ended : .bytes(bytes)
        } catch {
            return .ended
        }
    }

    /// Writes what the descriptor takes now.
    ///
    /// - Parameters:
    ///   - queue: What is to be written; loses what was.
    ///   - box: Where to.
    ///   - limit: Most bytes to write.
    /// - Returns: How many bytes were taken; nil when nobody will ever read them.
    static func write(_ queue: inout ByteQueue, to box: OwnedDescriptorBox?, limit: Int = .max) -> Int? {
        guard let box else { return nil }
        var total = 0
        while !queue.isEmpty, total < limit {
            do throws(SystemError) {
                let count = try box.descriptor.write(queue.prefix(min(limit - total, 64 * 1024)))
                guard count > 0 else { break }
                queue.removeFirst(count)
                total += count
            } catch {
                return nil
            }
        }
        return total
    }
}
