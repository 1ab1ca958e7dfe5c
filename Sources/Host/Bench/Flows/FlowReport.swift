/// What the bench of calls between VMs has found.
struct FlowReport: BenchReport, Codable, Sendable {
    /// Times of one piece of work, done again and again, in milliseconds.
    struct Times: Codable, Sendable {
        let median: Double
        let percentile99: Double
        let minimum: Double
        let maximum: Double

        /// Nil when nothing was measured.
        init?(_ milliseconds: [Double]) {
            guard let spread = Spread(milliseconds) else { return nil }
            let sorted = milliseconds.sorted()
            median = spread.median
            minimum = spread.minimum
            maximum = spread.maximum
            percentile99 = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
        }

        var columns: String {
            [median, percentile99, minimum, maximum].map { Spread.text($0, digits: 1).leftPadded(to: 9) }.joined()
        }
    }

    struct Calls: Codable, Sendable {
        /// `qrexec-client-vm VM SERVICE`, from its start to its end, where the service is `true`.
        let call: Times
        /// Starting the same client in the same VM, without a call.
        let client: Times
        /// Starting `true` in the VM that is called.
        let service: Times
        /// What a call takes beyond starting client and service: the medians' difference.
        var beyondMilliseconds: Double { call.median - client.median - service.median }
        /// Calls per second, eight callers side by side.
        let perSecond: Double
        let count: Int
    }

    struct Streams: Codable, Sendable {
        /// MiB per second, each round.
        let call: [Double]
        let raw: [Double]
        /// From a file into a file, on the disk at the end; empty when no files were copied.
        let rawFiles: [Double]
        let mebibytes: Int
    }

    struct Files: Codable, Sendable {
        let largeMebibytes: Int
        let largeMiBPerSecond: Double
        let smallCount: Int
        let smallPerSecond: Double
        /// The manager's processor time while the large file was copied, in milliseconds.
        let managerMilliseconds: Double
    }

    static let beyondTargetMilliseconds = 5.0
    static let rateTarget = 0.8

    let command: String
    let accelerator: String
    let processors: Int
    let calls: Calls
    let streams: Streams
    let files: Files?
    let clipboardMilliseconds: Spread

    private var rawMiBPerSecond: Double { Spread(streams.raw)?.median ?? 0 }

    var table: String {
        var lines = [
            "$ \(command)", "Between two VMs, \(accelerator), \(processors) processors", "",
            "One call of 'true', \(calls.count) times, ms     median      p99      min      max",
            "  the whole call                       \(calls.call.columns)",
            "  of it, starting the client           \(calls.client.columns)",
            "  of it, starting the service          \(calls.service.columns)",
            "  beyond both                          \(Self.number(calls.beyondMilliseconds, 1))   target ≤ \(Spread.text(Self.beyondTargetMilliseconds, digits: 0))",
            "  calls per second, eight at a time    \(Self.number(calls.perSecond, 0))", "",
            "Streams, MiB/s, rounds of \(streams.mebibytes) MiB in turn     median      min      max",
            "  raw virtio-serial of the same VMs    \(Self.columns(streams.raw))",
            "  a call                               \(Self.columns(streams.call))",
            "  ratio                                "
                + Self.number((Spread(streams.call)?.median ?? 0) / rawMiBPerSecond, 2), "",
        ]
        if let files {
            lines += [
                "Files (qvm-copy: checksum, on the other VM's disk)",
                "  \(files.largeMebibytes) MiB in one file, MiB/s".rightPadded(to: 39)
                    + Self.number(files.largeMiBPerSecond, 1),
                "  ratio to raw virtio-serial           "
                    + "\(Self.number(files.largeMiBPerSecond / rawMiBPerSecond, 2))   target ≥ \(Spread.text(Self.rateTarget, digits: 2))",
                "  'dd' of that file over it, MiB/s".rightPadded(to: 39)
                    + Self.number(Spread(streams.rawFiles)?.median ?? 0, 1),
                "  ratio to 'dd' of the file            "
                    + Self.number(files.largeMiBPerSecond / (Spread(streams.rawFiles)?.median ?? 1), 2),
                "  the manager's processor time, ms     \(Self.number(files.managerMilliseconds, 0))",
                "  \(files.smallCount) files of 4 KiB, files/s".rightPadded(to: 39)
                    + Self.number(files.smallPerSecond, 0),
                "",
            ]
        }
        lines += ["Clipboard, copied and pasted, ms         median      min      max"]
        lines += ["                                       \(clipboardMilliseconds.columns(digits: 1))"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func number(_ value: Double, _ digits: Int) -> String {
        Spread.text(max(0, value), digits: digits).leftPadded(to: 9)
    }

    private static func columns(_ values: [Double]) -> String { Spread(values)?.columns(digits: 1) ?? "" }
}
