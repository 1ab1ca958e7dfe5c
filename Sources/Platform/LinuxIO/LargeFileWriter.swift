internal import CLinux
internal import Glibc

/// Writes a large new file past the page cache, where its file system can do that.
///
/// A guest under emulation spends far longer on each page of its cache than on the disk itself, and a small one has its
/// cache full of what nobody will read again. File systems without direct writes get ordinary ones.
///
/// SAFETY: the buffer is this object's alone, made with it and freed with it.
@safe
package final class LargeFileWriter {
    /// What direct writes are aligned to, in memory and in the file: a page, which no disk's block exceeds here.
    private static let alignment = 4_096
    private static let bufferBytes = 1 << 20

    private let file: OwnedDescriptor
    private let buffer: UnsafeMutableRawBufferPointer
    private var count = 0
    private var isDirect: Bool

    /// - Parameters:
    ///   - file: A new file, open for writing.
    ///   - sizeBytes: How large it will be; room for that is taken at once.
    /// - Throws: `noSpace` when there is no room.
    package init(_ file: consuming OwnedDescriptor, sizeBytes: UInt64) throws(SystemError) {
        if bulkhead_allocate(file.number, Int64(clamping: sizeBytes)) != 0, errno == ENOSPC || errno == EDQUOT {
            throw .last("take room for a file")
        }
        isDirect = bulkhead_set_direct(file.number, 1) == 0
        self.file = file
        unsafe buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferBytes, alignment: Self.alignment)
    }

    deinit { unsafe buffer.deallocate() }

    /// Takes more of the file's bytes.
    package func append(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let step = min(rest.count, Self.bufferBytes - count)
            unsafe rest.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + step])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<step]))
            }
            count += step
            rest = rest.dropFirst(step)
            if count == Self.bufferBytes { try flush() }
        }
    }

    /// Writes what is left.
    package func finish() throws(SystemError) { try flush() }

    /// For mode and times.
    package func withFile<Result>(_ body: (borrowing OwnedDescriptor) throws(SystemError) -> Result)
        throws(SystemError) -> Result
    { try body(file) }

    private func flush() throws(SystemError) {
        let aligned = count / Self.alignment * Self.alignment
        try write(0..<aligned)
        if aligned < count {
            // Only the last piece is not whole: the file's end is written through the cache.
            if isDirect { _ = bulkhead_set_direct(file.number, 0) }
            isDirect = false
            try write(aligned..<count)
        }
        count = 0
    }

    private func write(_ range: Range<Int>) throws(SystemError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let result = unsafe Glibc.write(
                file.number, buffer.baseAddress?.advanced(by: offset), range.upperBound - offset)
            if result >= 0 {
                offset += result
            } else if errno == EINVAL, isDirect {
                _ = bulkhead_set_direct(file.number, 0)
                isDirect = false
            } else if errno != EINTR {
                throw .last("write")
            }
        }
    }
}
