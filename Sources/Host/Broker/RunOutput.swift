internal import Channel
internal import LinuxIO

/// One output of a command, on its way to whoever wanted it.
final class RunOutput {
    /// Pipes promise to take this many bytes when they are writable; other kinds are given no more at once either.
    private static let deviceStep = 4 * 1024

    private(set) var descriptor: OwnedDescriptorBox?
    private let isStream: Bool
    /// Whether the same socket is read from as well: then the end is said by shutting this half down.
    private let isShared: Bool
    private var pending = ByteQueue()
    private var isEnded = false

    init(_ descriptor: OwnedDescriptorBox, isStream: Bool, isShared: Bool = false) {
        self.descriptor = descriptor
        self.isStream = isStream
        self.isShared = isShared
    }

    /// An output that there is not.
    init() {
        isStream = true
        isShared = false
        isEnded = true
    }

    var isDrained: Bool { isEnded && pending.isEmpty }
    var wantsToWrite: Bool { !pending.isEmpty }

    /// Takes bytes from the guest.
    ///
    /// - Returns: How many bytes left memory at once.
    func take(_ bytes: [UInt8]) -> Int {
        guard descriptor != nil else { return bytes.count }
        pending.append(bytes)
        // What can wait must not be written before poll(2) said that it will not.
        return isStream ? flush() : 0
    }

    func end() {
        isEnded = true
        closeIfDrained()
    }

    /// Writes what the reader takes.
    ///
    /// - Returns: How many bytes left memory; when the reader has gone, all of them, and the descriptor is closed.
    func flush() -> Int {
        guard let descriptor else { return 0 }
        let before = pending.count
        if Transfer.write(&pending, to: descriptor, limit: isStream ? .max : Self.deviceStep) == nil { close() }
        closeIfDrained()
        return before - pending.count
    }

    /// Forgets everything, because nobody reads, and returns how many bytes that was.
    func discard() -> Int {
        let count = pending.count
        close()
        return count
    }

    /// Forgets everything: nobody reads.
    func close() {
        pending.removeAll()
        release()
    }

    private func closeIfDrained() {
        if isDrained { release() }
    }

    private func release() {
        if isShared, let descriptor { UnixSocket.shutdownWriting(descriptor.descriptor) }
        descriptor = nil
    }
}
