package import LinuxIO

/// The host's control groups, version 1 or 2, as far as machines are limited by them.
package struct ControlGroups: Hashable, Sendable {
    /// What is mounted where.
    package enum Layout: Hashable, Sendable {
        /// A directory for each controller.
        case separate([Controller: String])
        case unified(String)
        case none
    }

    package enum Controller: String, CaseIterable, Hashable, Sendable {
        case memory
        case pids
        case cpu
    }

    package struct Limits: Hashable, Sendable {
        package let memoryMiB: Int
        package let processes: Int
        /// Processors that the machine can keep busy.
        package let processors: Int
    }

    private static let top = "bulkhead"
    private static let cpuPeriodMicroseconds = 100_000
    private static let removalMilliseconds = 2_000

    package let layout: Layout

    package init(layout: Layout) { self.layout = layout }

    /// Looks at the text of /proc/self/mounts.
    package init(mounts text: String) {
        var separate: [Controller: String] = [:]
        var unified: String?
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 3 else { continue }
            let path = String(fields[1])
            if fields[2] == "cgroup2", unified == nil { unified = path }
            guard fields[2] == "cgroup" else { continue }
            let options = fields[3].split(separator: ",")
            for controller in Controller.allCases where options.contains(Substring(controller.rawValue)) {
                separate[controller] = path
            }
        }
        // A hybrid host has an empty unified tree beside the controllers.
        if !separate.isEmpty {
            layout = .separate(separate)
        } else if let unified {
            layout = .unified(unified)
        } else {
            layout = .none
        }
    }

    /// Tries whether groups can be made; the reason why not, nil if they can.
    package func obstacle(instance: String) -> String? {
        if layout == .none { return "no control groups are mounted" }
        do {
            let probe = "probe-\(CurrentProcess.identifier)-\(UInt32.random(in: 0...UInt32.max))"
            let limits = Limits(memoryMiB: 64, processes: 8, processors: 1)
            Self.remove(try make(instance: instance, machine: probe, limits))
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Makes the groups of a machine; all or none.
    package func make(instance: String, machine: String, _ limits: Limits) throws(SystemError) -> [String] {
        var made: [String] = []
        do {
            switch layout {
            case .none: break
            case .separate(let roots):
                for (controller, root) in roots.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    let directory = "\(root)/\(Self.top)/\(instance)/\(machine)"
                    try Self.makeGroup(directory)
                    made.append(directory)
                    try Self.limitSeparately(directory, controller, limits)
                }
            case .unified(let root):
                let parents = [root, "\(root)/\(Self.top)", "\(root)/\(Self.top)/\(instance)"]
                for parent in parents {
                    try FileSystem.makeDirectory(parent)
                    try FileSystem.writeControl("\(parent)/cgroup.subtree_control", "+memory +pids +cpu")
                }
                let directory = "\(root)/\(Self.top)/\(instance)/\(machine)"
                try Self.makeGroup(directory)
                made.append(directory)
                try Self.limitTogether(directory, limits)
            }
        } catch {
            Self.remove(made)
            throw error
        }
        return made
    }

    /// Processes in the groups.
    package static func processes(in directories: [String]) -> [Int32] {
        directories.flatMap { directory in
            let text = (try? FileSystem.readText("\(directory)/cgroup.procs")) ?? ""
            return text.split(separator: "\n").compactMap { Int32($0) }
        }
    }

    /// Where the groups of a machine are, or would be.
    package func directories(instance: String, machine: String) -> [String] {
        switch layout {
        case .none: []
        case .separate(let roots): roots.values.sorted().map { "\($0)/\(Self.top)/\(instance)/\(machine)" }
        case .unified(let root): ["\(root)/\(Self.top)/\(instance)/\(machine)"]
        }
    }

    /// Removes groups and ends what still runs in them; blocks this thread while they are busy.
    package static func remove(_ directories: [String]) {
        for directory in directories {
            var waited = 0
            while FileSystem.isDirectory(directory), waited < removalMilliseconds {
                for process in processes(in: [directory]) {
                    if let handle = try? ProcessHandle(process) { handle.send(.kill) }
                }
                if (try? FileSystem.removeDirectory(directory)) != nil { break }
                Clock.sleep(milliseconds: 2)
                waited += 2
            }
            // The parents go with their last machine; other machines keep them.
            let instance = FileSystem.parent(of: directory)
            if (try? FileSystem.removeDirectory(instance)) != nil {
                try? FileSystem.removeDirectory(FileSystem.parent(of: instance))
            }
        }
    }

    /// Makes a group; its parents may vanish meanwhile with the last other machine in them.
    private static func makeGroup(_ directory: String) throws(SystemError) {
        for _ in 0..<removalMilliseconds {
            do { return try FileSystem.makeDirectory(directory) } catch {
                guard error.code == ErrorCode.notFound else { throw error }
            }
        }
        throw SystemError("make the control group", directory, code: ErrorCode.notFound)
    }

    private static func limitSeparately(
        _ directory: String, _ controller: Controller, _ limits: Limits
    ) throws(SystemError) {
        switch controller {
        case .memory: try write(directory, "memory.limit_in_bytes", "\(limits.memoryMiB << 20)")
        case .pids: try write(directory, "pids.max", "\(limits.processes)")
        case .cpu:
            try write(directory, "cpu.cfs_period_us", "\(cpuPeriodMicroseconds)")
            try write(directory, "cpu.cfs_quota_us", "\(limits.processors * cpuPeriodMicroseconds)")
        }
    }

    private static func limitTogether(_ directory: String, _ limits: Limits) throws(SystemError) {
        try write(directory, "memory.max", "\(limits.memoryMiB << 20)")
        try write(directory, "pids.max", "\(limits.processes)")
        let quota = limits.processors * cpuPeriodMicroseconds
        try write(directory, "cpu.max", "\(quota) \(cpuPeriodMicroseconds)")
    }

    private static func write(_ directory: String, _ file: String, _ text: String) throws(SystemError) {
        try FileSystem.writeControl("\(directory)/\(file)", text)
    }
}
