internal import CLinux
internal import Glibc

extension OwnedDescriptor {
    /// lseek(2): to the next data, and to the next hole.
    private static let seekData: CInt = 3
    private static let seekHole: CInt = 4

    /// Fixes the size of a memory file for good: a writer fills it at most, and cannot take more of the host.
    package borrowing func sealSize() throws(SystemError) {
        // fcntl(2): F_ADD_SEALS with F_SEAL_SEAL, F_SEAL_SHRINK and F_SEAL_GROW.
        guard bulkhead_fcntl(number, 1_033, 0x7) >= 0 else { throw .last("seal a memory file") }
    }

    /// Fixes the size of a memory file, and leaves it to its owner to seal it further.
    package borrowing func fixSize() throws(SystemError) {
        // fcntl(2): F_ADD_SEALS with F_SEAL_SHRINK and F_SEAL_GROW.
        guard bulkhead_fcntl(number, 1_033, 0x6) >= 0 else { throw .last("seal a memory file") }
    }

    /// Fixes size and contents of a memory file for good, unless they are already.
    ///
    /// Nobody may have it mapped for writing.
    package borrowing func sealContents() throws(SystemError) {
        // fcntl(2): F_GET_SEALS, and F_SEAL_WRITE.
        guard bulkhead_fcntl(number, 1_034, 0) & 0x8 == 0 else { return }
        // fcntl(2): F_ADD_SEALS with F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE.
        guard bulkhead_fcntl(number, 1_033, 0xF) >= 0 else { throw .last("seal a memory file") }
    }

    /// A memory file with the same contents and holes; its size is fixed.
    package borrowing func copyInMemory(name: String) throws(SystemError) -> OwnedDescriptor {
        let size = try sizeBytes()
        let copy = try OwnedDescriptor.memoryFile(name: name, sizeBytes: size)
        var offset: Int = lseek(number, 0, Self.seekData)
        while offset >= 0, offset < size {
            let end: Int = lseek(number, offset, Self.seekHole)
            guard end > offset, lseek(copy.number, offset, SEEK_SET) == offset else {
                throw .last("copy a memory file")
            }
            try copy.writeAll(try read(at: offset, limit: end - offset))
            offset = lseek(number, end, Self.seekData)
        }
        try copy.sealSize()
        return copy
    }

    /// What the file takes of memory or disk, in bytes.
    package borrowing func allocatedBytes() throws(SystemError) -> Int {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .last("look at a file") }
        return Int(status.st_blocks) * 512
    }

    /// Fixes the size of a memory file upwards: a writer fills it at most, and its owner can still make it shorter.
    package borrowing func sealGrowth() throws(SystemError) {
        // fcntl(2): F_ADD_SEALS with F_SEAL_SEAL and F_SEAL_GROW.
        guard bulkhead_fcntl(number, 1_033, 0x5) >= 0 else { throw .last("seal a memory file") }
    }

    /// The file's position, in bytes from its start: shared by all descriptors that were made from one.
    package borrowing func position() throws(SystemError) -> Int {
        let offset = lseek(number, 0, SEEK_CUR)
        guard offset >= 0 else { throw .last("seek") }
        return Int(offset)
    }

    /// Reads at most `limit` bytes from `offset`, without moving the file's position.
    package borrowing func read(at offset: Int, limit: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = 0
            while count < limit {
                let result = unsafe pread(
                    number, buffer.baseAddress?.advanced(by: count), limit - count, offset + count)
                if result < 0 {
                    if errno == EINTR { continue }
                    failure = .last("read")
                    return
                }
                if result == 0 { return }
                count += result
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Whether every user may read the file behind the descriptor, by its mode.
    package borrowing func isReadableByAll() throws(SystemError) -> Bool {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .last("look at a file") }
        return status.st_mode & S_IROTH != 0
    }
}
