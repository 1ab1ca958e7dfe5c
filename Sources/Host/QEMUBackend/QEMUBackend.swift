package import Hypervisor
internal import Jail
internal import LinuxEvents
internal import LinuxIO
package import Machines
internal import Synchronization

/// Runs machines by QEMU, each jailed as a user of its own.
package final class QEMUBackend: Hypervisor {
    static let emulatorName = "qemu-system-x86_64"
    /// What QEMU says of an image that another process writes to.
    private static let lockMessage = "lock\nIs another process using the image"
    static let imageToolName = "qemu-img"

    package let capabilities: HypervisorCapabilities
    package let accelerator: (name: String, reason: String)
    /// Why machines have no limits of memory, processes and processors; nil if they have.
    package let limitsObstacle: String?

    /// How long QEMU may take for any command, in seconds.
    let answerSeconds: Int
    /// Keeps several managers on one host apart.
    let instanceName: String
    /// The directory with `bulkhead-launch`.
    let programs: String
    let emulator: String
    let imageTool: String
    let choice: AcceleratorChoice
    let controlGroups: ControlGroups
    /// Run directories and volumes that are being made.
    private let claims = Mutex<Set<String>>([])

    /// Looks at the host.
    ///
    /// - Parameters:
    ///   - instanceName: One name for each manager on the host, fit for a directory.
    ///   - programs: The directory with `bulkhead-launch`.
    ///   - wish: The accelerator that a person asked for; nil for the best that works.
    ///   - answerSeconds: How long QEMU may take for any command, its start included.
    /// - Throws: `unusable` when QEMU is not installed or the wish cannot be met.
    package init(
        instanceName: String, programs: String, accelerator wish: Accelerator? = nil, answerSeconds: Int = 10
    ) throws(HypervisorError) {
        self.instanceName = instanceName
        self.programs = programs
        self.answerSeconds = answerSeconds
        emulator = try Self.find(Self.emulatorName, package: "qemu-system-x86")
        imageTool = try Self.find(Self.imageToolName, package: "qemu-utils")
        _ = try Self.find("bwrap", package: "bubblewrap")
        choice = try AcceleratorChoice.make(wish: wish, facts: AcceleratorFacts.read())
        accelerator = (choice.accelerator.rawValue, choice.reason)
        controlGroups = ControlGroups(mounts: (try? FileSystem.readText("/proc/self/mounts")) ?? "")
        limitsObstacle = controlGroups.obstacle(instance: instanceName)
        var capabilities: HypervisorCapabilities = [.pause, .encryptedVolumes, .clones]
        if limitsObstacle == nil { capabilities.insert(.resourceLimits) }
        if choice.accelerator == .kvm { capabilities.insert(.hardwareAcceleration) }
        self.capabilities = capabilities
    }

    package func create(
        _ specification: MachineSpecification
    ) async throws(HypervisorError) -> any MachineInstance {
        try await launch(specification) { (instance) throws(HypervisorError) in
            let state = try await instance.state()
            guard state == .created else {
                throw .startFailed(what: "the machine is \(state.rawValue) before it ran", detail: "")
            }
        }
    }

    package func clone(
        _ snapshot: any GoldenSnapshot, as specification: MachineSpecification
    ) async throws(HypervisorError) -> any MachineInstance {
        guard let snapshot = snapshot as? QEMUSnapshot else {
            throw .unusable(what: "the snapshot is another hypervisor's", advice: "")
        }
        guard snapshot.fits(specification) else {
            throw .unusable(what: "the snapshot is of another shape than \(specification.name)", advice: "")
        }
        return try await launch(specification, from: snapshot) { (instance) throws(HypervisorError) in
            try await instance.restore(snapshot)
        }
    }

    /// Starts QEMU and brings the machine to where it stands still; on failure nothing is left.
    private func launch(
        _ specification: MachineSpecification, from snapshot: QEMUSnapshot? = nil,
        _ prepare: (QEMUInstance) async throws(HypervisorError) -> Void
    ) async throws(HypervisorError) -> QEMUInstance {
        guard claim(specification.runDirectory) else {
            throw .unusable(
                what: "\(specification.runDirectory) is in use", advice: "The machine is being started already.")
        }
        defer { release(specification.runDirectory) }
        let queue = WorkQueue(label: "bulkhead.machine.\(specification.name)")
        let launch = MachineLaunch(self, specification, from: snapshot)
        let result: Result<QEMUInstance, HypervisorError> = await queue.run { launch.start(on: queue) }
        let instance = try result.get()
        do throws(HypervisorError) {
            try await prepare(instance)
            return instance
        } catch {
            await instance.kill()
            throw Self.describe(error, specification, log: instance.processLog())
        }
    }

    package func adopt(_ record: InstanceRecord) async throws(HypervisorError) -> any MachineInstance {
        let queue = WorkQueue(label: "bulkhead.machine.\(record.name)")
        let answerSeconds = answerSeconds
        let result: Result<QEMUInstance, HypervisorError> = await queue.run {
            do throws(SystemError) {
                let process = try ProcessHandle(record.processID, startTicks: record.processStartTicks)
                guard !process.hasEnded() else { return .failure(.gone) }
                let output = try? ProcessOutput(of: record.processID)
                return .success(
                    try QEMUInstance(
                        record, process: process, output: output, queue: queue, answerSeconds: answerSeconds))
            } catch {
                return .failure(error.code == ErrorCode.noProcess ? .gone : .host("\(error)"))
            }
        }
        let instance = try result.get()
        _ = try await instance.state()
        return instance
    }

    package func clean(_ record: InstanceRecord) async {
        await WorkQueue(label: "bulkhead.clean.\(record.name)").run { MachineRemains.remove(record) }
    }

    package func sweep(_ name: MachineName) async {
        // Removed, not only emptied: a launcher that is on its way into a group then ends at its door.
        let groups = controlGroups.directories(instance: instanceName, machine: name.text)
        await WorkQueue(label: "bulkhead.sweep.\(name)").run { ControlGroups.remove(groups) }
    }

    /// Takes a path for oneself while something is made there; false if another task has it.
    func claim(_ path: String) -> Bool { claims.withLock { $0.insert(path).inserted } }

    func release(_ path: String) { claims.withLock { _ = $0.remove(path) } }

    private static func describe(
        _ error: HypervisorError, _ machine: MachineSpecification, log: String
    ) -> HypervisorError {
        guard case .gone = error else { return .startFailed(what: "\(error)", detail: log) }
        if log.contains(lockMessage) {
            let paths = machine.disks.map(\.path).joined(separator: ", ")
            return .unusable(
                what: "a volume is in use by another machine: one of \(paths)", advice: "Shut that machine down first.")
        }
        // QEMU names a disk by its node; a person knows it by its file.
        for (index, disk) in machine.disks.enumerated() where log.contains("node-name=disk\(index),") {
            return .unusable(
                what: "the \(disk.serial) volume \(disk.path) cannot be opened: \(log)",
                advice: disk.isReadOnly ? MachineFiles.rebuild : MachineFiles.restore(disk.path))
        }
        return .startFailed(what: "QEMU ended while it started", detail: log)
    }

    private static func find(_ program: String, package: String) throws(HypervisorError) -> String {
        if let path = ChildProcess.find(program) { return path }
        throw .unusable(what: "\(program) is not installed", advice: "apt-get install \(package)")
    }
}
