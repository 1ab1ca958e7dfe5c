internal import CLinux
internal import Glibc

/// A file descriptor with one owner, closed when the owner goes.
package struct OwnedDescriptor: ~Copyable, Sendable {
    private let raw: CInt

    package init(adopting raw: CInt) {
        precondition(raw >= 0, "not a descriptor: \(raw)")
        self.raw = raw
    }

    deinit { _ = close(raw) }

    /// The number, valid only while this owner lives.
    package var number: CInt { raw }

    package borrowing func withRaw<Result, Failure: Error>(
        _ body: (CInt) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(raw)
    }

    /// Gives the descriptor away: the caller closes it.
    package consuming func release() -> CInt {
        let raw = raw
        discard self
        return raw
    }

    /// A second descriptor for the same open file, closed on exec.
    package borrowing func duplicate() throws(SystemError) -> OwnedDescriptor {
        let copy = bulkhead_fcntl(raw, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw .last("duplicate a descriptor") }
        return OwnedDescriptor(adopting: copy)
    }

    /// Makes a descriptor non-blocking that was made a moment ago, whose other flags are therefore known to be none.
    package borrowing func makeNewNonblocking() throws(SystemError) {
        guard bulkhead_fcntl(raw, F_SETFL, O_NONBLOCK) >= 0 else { throw .last("set a descriptor's flags") }
    }

    package borrowing func setNonblocking(_ nonblocking: Bool = true) throws(SystemError) {
        let flags = bulkhead_fcntl(raw, F_GETFL, 0)
        guard flags >= 0 else { throw .last("read a descriptor's flags") }
        let wanted = nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
        guard bulkhead_fcntl(raw, F_SETFL, wanted) >= 0 else { throw .last("set a descriptor's flags") }
    }

    /// Reads at most `limit` bytes.
    ///
    /// - Returns: The bytes; empty at the end of the stream; nil when nothing is ready (non-blocking descriptors).
    package borrowing func read(limit: Int) throws(SystemError) -> [UInt8]? {
        var failure: SystemError?
        var wouldBlock = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var result: Int
            repeat { result = unsafe Glibc.read(raw, buffer.baseAddress, limit) } while result < 0 && errno == EINTR
            if result < 0 {
                if ErrorCode.isTransient(errno) { wouldBlock = true } else { failure = .last("read") }
                result = 0
            }
            count = result
        }
        if let failure { throw failure }
        return wouldBlock ? nil : bytes
    }

    /// Reads again and again until nothing more is there, at most `limit` bytes: for devices that give little at a time.
    ///
    /// - Returns: The bytes, empty when nothing was there, and whether the stream has ended behind them.
    package borrowing func readAvailable(limit: Int) -> (bytes: [UInt8], hasEnded: Bool) {
        var hasEnded = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = 0
            while count < limit {
                let result = unsafe Glibc.read(raw, buffer.baseAddress?.advanced(by: count), limit - count)
                if result > 0 {
                    count += result
                } else if result == 0 || !ErrorCode.isTransient(errno) {
                    hasEnded = true
                    return
                } else if errno != EINTR {
                    return
                }
            }
        }
        return (bytes, hasEnded)
    }

    /// Writes once.
    ///
    /// - Returns: How many bytes were taken; 0 when the descriptor is not ready (non-blocking descriptors).
    package borrowing func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
        let result = unsafe bytes.withUnsafeBytes { buffer in
            var result: Int
            repeat {
                result = unsafe Glibc.write(raw, buffer.baseAddress, buffer.count)
            } while result < 0 && errno == EINTR
            return result
        }
        guard result < 0 else { return result }
        guard ErrorCode.isTransient(errno) else { throw .last("write") }
        return 0
    }

    /// Writes everything to a blocking descriptor.
    package borrowing func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try write(rest)
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the end of the stream, at most `limit` bytes.
    ///
    /// - Throws: `tooLarge` when there is more.
    package borrowing func readAll(limit: Int, subject: String = "") throws(SystemError) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            guard let bytes = try read(limit: 65_536), !bytes.isEmpty else { return all }
            guard all.count + bytes.count <= limit else {
                throw SystemError("read", subject, code: ErrorCode.tooLarge)
            }
            all += bytes
        }
    }

    package borrowing func synchronize() throws(SystemError) {
        guard fsync(raw) == 0 else { throw .last("fsync") }
    }

    package borrowing func truncate(toBytes size: Int) throws(SystemError) {
        guard ftruncate(raw, size) == 0 else { throw .last("set the size of a file") }
    }

    /// Bytes of the file behind the descriptor.
    package borrowing func sizeBytes() throws(SystemError) -> Int {
        var status = stat()
        guard unsafe fstat(raw, &status) == 0 else { throw .last("look at a file") }
        return Int(status.st_size)
    }

    /// An anonymous file in memory, closed on exec, sealable.
    package static func memoryFile(name: String, sizeBytes: Int) throws(SystemError) -> OwnedDescriptor {
        let raw = unsafe bulkhead_memfd(name)
        guard raw >= 0 else { throw .last("make the memory file", name) }
        let file = OwnedDescriptor(adopting: raw)
        try file.truncate(toBytes: sizeBytes)
        return file
    }

    /// A pipe: the first end reads, the second writes; both are closed on exec.
    ///
    /// - Parameter byteCount: How many bytes it should hold, where the kernel grants that; nil is the usual 64 KiB.
    /// - Returns: Its ends.
    /// - Throws: When there are too many descriptors.
    package static func pipe(holding byteCount: CInt? = nil) throws(SystemError) -> DescriptorPair {
        var ends: [CInt] = [-1, -1]
        guard unsafe bulkhead_pipe(&ends) == 0 else { throw .last("make a pipe") }
        // fcntl(2): F_SETPIPE_SZ.
        if let byteCount { _ = bulkhead_fcntl(ends[0], 1_031, byteCount) }
        return DescriptorPair(OwnedDescriptor(adopting: ends[0]), OwnedDescriptor(adopting: ends[1]))
    }
}

extension OwnedDescriptor {
    /// Moves the file's position to its first byte.
    package borrowing func seekToStart() throws(SystemError) {
        guard lseek(number, 0, SEEK_SET) == 0 else { throw .last("seek") }
    }
}
