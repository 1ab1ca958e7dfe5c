internal import Channel
internal import LinuxIO

/// Data that goes from a pipe to the port without passing through this process.
extension Agent {
    /// Fewer bytes are read and sent like others: the detour would cost more than the copy.
    private static let worthwhileByteCount = 16 * 1024

    /// Sends what a pipe holds.
    ///
    /// It goes over a pipe of our own: virtio_console makes a list of as many pieces as a pipe has, takes them from as much
    /// as it is to move, and offers the host empty pieces where that was less, for which the host gives the device up
    /// (Linux 6.1, `port_fops_splice_write`).
    ///
    /// - Parameters:
    ///   - pipe: The pipe.
    ///   - room: Most bytes.
    ///   - announce: Has the channel send a header for so many bytes.
    /// - Returns: Whether anything was sent; otherwise there is too little, or the port has other things to take first.
    func splice(
        _ pipe: borrowing OwnedDescriptor, room: Int, announce: (inout GuestChannel, Int) -> Void
    ) -> Bool {
        guard room >= Self.worthwhileByteCount, pipe.readableByteCount() >= Self.worthwhileByteCount,
            let own = splicePipe
        else { return false }
        let count = pipe.splice(to: own.write.descriptor, limit: room)
        guard count > 0 else { return false }
        announce(&channel, count)
        flush()
        var left = count
        while channel.output.isEmpty, left > 0 {
            let moved = port.splice(from: own.read.descriptor, limit: left)
            guard moved > 0 else { break }
            left -= moved
        }
        // What the port does not take now waits here.
        while left > 0, let bytes = try? own.read.descriptor.read(limit: left), !bytes.isEmpty {
            channel.appendAnnounced(bytes)
            left -= bytes.count
        }
        return true
    }
}
