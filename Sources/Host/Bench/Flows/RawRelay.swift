import Channel
import LinuxIO

/// The fastest way from one guest to another over virtio-serial: `dd` into a port, a loop on the host, `dd` out of a port.
struct RawRelay {
    private static let blockBytes = 64 * 1024

    let source: RawGuest
    let target: RawGuest

    /// - Parameters:
    ///   - mebibytes: How much goes through.
    ///   - input: What is sent: a file of that size, or a device.
    ///   - output: Where it goes; a file is on the disk when the time is taken.
    /// - Returns: MiB per second, from the first byte until the last has been read.
    /// - Throws: ``BenchError`` or `SystemError` when it comes to a standstill.
    func run(mebibytes: Int, from input: String = "/dev/zero", to output: String = "/dev/null") throws -> Double {
        let blocks = mebibytes << 20 / Self.blockBytes
        let sync = output == "/dev/null" ? "" : " conv=fsync"
        let reader = try target.start("dd if=$port of=\(output) bs=64k iflag=fullblock count=\(blocks)\(sync)")
        let writer = try source.start("dd if=\(input) of=$port bs=64k count=\(blocks)")
        var left = blocks * Self.blockBytes
        var began: UInt64 = 0
        var pending = ByteQueue()
        // Both agents have been told once their words are out.
        try source.step()
        try target.step()
        while left > 0 || !pending.isEmpty {
            var poller = Poller()
            let readable = left > 0 && pending.isEmpty ? poller.add(source.port.descriptor.number, .readable) : nil
            let writable = pending.isEmpty ? nil : poller.add(target.port.descriptor.number, .writable)
            if poller.wait(milliseconds: 100) == 0 {
                try source.step()
                try target.step()
            }
            if let readable, !poller.result(at: readable).isEmpty,
                let bytes = try source.port.descriptor.read(limit: Self.blockBytes), !bytes.isEmpty
            {
                if began == 0 { began = Clock.monotonicNanoseconds() }
                left -= bytes.count
                pending.append(bytes)
                source.heard()
                target.heard()
            }
            if writable != nil || !pending.isEmpty {
                pending.removeFirst(try target.port.descriptor.write(pending.prefix(Self.blockBytes)))
            }
        }
        try target.finish(reader)
        let seconds = Double(Clock.monotonicNanoseconds() - began) / 1e9
        try source.finish(writer)
        return Double(mebibytes) / seconds
    }
}
