/// What the bench of starts has found; times in milliseconds.
struct StartReport: BenchReport, Codable, Sendable {
    /// Many clones that were asked for at once.
    struct Crowd: Codable, Sendable {
        let count: Int
        let firstMilliseconds: Double
        let lastMilliseconds: Double
    }

    /// Clones that have nothing to do, Pss in MiB.
    struct Idle: Codable, Sendable {
        let count: Int
        /// Of one clone's QEMU, the snapshot's memory in parts.
        let cloneMiB: Double
        let privateMiB: Double
        /// Of the QEMU of a VM that booted by itself, with the same memory.
        let bootMiB: Double
        var ratio: Double { cloneMiB / bootMiB }
    }

    /// The VMs of the shipped set, when the snapshots exist.
    struct ShippedSet: Codable, Sendable {
        let machines: Int
        let milliseconds: [Double]
    }

    let command: String
    let accelerator: String
    let processors: Int
    let memoryMiB: Int
    let rawBoot: Spread
    let boot: Spread
    let clone: Spread
    /// Of a cold boot and a clone of the same round.
    let speedUp: Spread
    let disposable: Spread
    let preloaded: Spread
    let crowd: Crowd
    let idle: Idle?
    let shippedSet: ShippedSet?

    var table: String {
        var lines = [
            "$ \(command)",
            "From the request to the agent's answer, or to the output of a disposable's command; \(memoryMiB) MiB, "
                + "\(accelerator), \(processors) processors",
            "",
            "                                median      min      max",
            "same line by hand, boot    ms \(rawBoot.columns(digits: 0))",
            "cold boot                  ms \(boot.columns(digits: 0))",
            "clone                      ms \(clone.columns(digits: 0))   target ≤ 100",
            "cold boot / clone             \(speedUp.columns(digits: 1))   target ≥ 20",
            "disposable, output         ms \(disposable.columns(digits: 0))   target ≤ 150",
            "preloaded one, output      ms \(preloaded.columns(digits: 0))   target ≤ 60",
            "",
            "\(crowd.count) clones at once: the first after \(Spread.text(crowd.firstMilliseconds, digits: 0)) ms, all "
                + "after \(Spread.text(crowd.lastMilliseconds, digits: 0)) ms",
        ]
        if let shippedSet {
            let times = shippedSet.milliseconds.map { Spread.text($0 / 1_000, digits: 2) }.joined(separator: ", ")
            lines.append("the \(shippedSet.machines) VMs of the shipped set: \(times) s   target ≤ 2")
        }
        if let idle {
            lines += [
                "",
                "\(idle.count) idle clones, Pss of QEMU: \(Spread.text(idle.cloneMiB, digits: 1)) MiB each "
                    + "(\(Spread.text(idle.privateMiB, digits: 1)) private), cold boot "
                    + "\(Spread.text(idle.bootMiB, digits: 1)) MiB",
                "ratio \(Spread.text(idle.ratio, digits: 3))   target ≤ 0.40",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
