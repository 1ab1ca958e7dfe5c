/// What the agent says about itself; it says it again after every hello.
package enum GuestReport: Hashable, Sendable {
    /// It has no configuration yet.
    case waiting
    case configuring
    /// Commands can run.
    case ready(volume: VolumeOutcome, bootMilliseconds: UInt32)
    /// The configuration failed; final for this boot.
    case failed(GuestText)
    /// It has no configuration yet, and has made itself ready to be copied.
    case settled
}

extension GuestReport {
    func encode(to writer: inout ByteWriter) {
        switch self {
        case .waiting: writer.byte(0)
        case .configuring: writer.byte(1)
        case .ready(let volume, let bootMilliseconds):
            writer.byte(2)
            writer.byte(volume.rawValue)
            writer.integer(bootMilliseconds)
        case .failed(let text):
            writer.byte(3)
            text.encode(to: &writer)
        case .settled: writer.byte(4)
        }
    }

    init(payload: [UInt8]) throws(WireError) {
        var reader = ByteReader(payload)
        let kind = try reader.byte("report")
        switch kind {
        case 0: self = .waiting
        case 1: self = .configuring
        case 2:
            let raw = try reader.byte("volume")
            guard let volume = VolumeOutcome(rawValue: raw) else {
                throw .unknownValue(field: "volume", value: UInt64(raw))
            }
            self = .ready(volume: volume, bootMilliseconds: try reader.integer("boot time", as: UInt32.self))
        case 3: self = .failed(try GuestText(from: &reader, "reason"))
        case 4: self = .settled
        default: throw .unknownValue(field: "report", value: UInt64(kind))
        }
        try reader.finish()
    }
}
