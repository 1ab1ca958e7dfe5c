/// What the bench of cold boots has found.
struct BootReport: BenchReport, Codable, Sendable {
    /// One boot by the manager, and one of the same line by hand right after it.
    struct Pair: Codable, Sendable {
        let managedMilliseconds: Double
        let rawMilliseconds: Double
        var ratio: Double { managedMilliseconds / rawMilliseconds }
    }

    /// Proportional set sizes when the agent is ready, in MiB.
    struct Memory: Codable, Sendable {
        let managedQEMU: Double
        let rawQEMU: Double
        let broker: Double
        let sandbox: Double
        let manager: Double
    }

    /// From `bulkhead up` until all VMs of the shipped set run, in seconds.
    struct ShippedSet: Codable, Sendable {
        let machines: Int
        /// With the private volumes to be made.
        let firstSeconds: Double
        let againSeconds: Double
    }

    /// At most this much more than the same line by hand (design §10).
    static let targetRatio = 1.05

    /// The command that printed this.
    let command: String
    let accelerator: String
    let processors: Int
    let memoryMiB: Int
    let pairs: [Pair]
    let memory: Memory
    let shippedSet: ShippedSet?
    let managed: Spread
    let raw: Spread
    let ratio: Spread

    var table: String {
        let ratioText = ratio.columns(digits: 3)
        var lines = [
            "$ \(command)",
            "Cold boot until the agent is ready: \(pairs.count) pairs in turn, \(memoryMiB) MiB, \(accelerator), "
                + "\(processors) processors",
            "",
            "                          median      min      max",
            "bulkhead            ms \(managed.columns(digits: 0))",
            "same line by hand   ms \(raw.columns(digits: 0))",
            "ratio of a pair        \(ratioText)   target ≤ \(Spread.text(Self.targetRatio, digits: 2))",
            "",
            "Memory of a VM when ready, Pss in MiB",
            row("QEMU", memory.managedQEMU) + "   by hand \(Spread.text(memory.rawQEMU, digits: 1))",
            row("broker", memory.broker), row("sandboxes", memory.sandbox),
            row("manager, for all VMs", memory.manager),
        ]
        if let shippedSet {
            lines += [
                "", "'bulkhead up' until all \(shippedSet.machines) VMs of the shipped set run, in seconds",
                row("first time", shippedSet.firstSeconds) + "   volumes are made",
                row("again", shippedSet.againSeconds),
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ title: String, _ value: Double) -> String {
        title.rightPadded(to: 22) + Spread.text(value, digits: 1).leftPadded(to: 10)
    }
}
