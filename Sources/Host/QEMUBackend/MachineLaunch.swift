internal import Hypervisor
internal import Jail
internal import LinuxEvents
internal import LinuxIO
internal import Machines

/// Starts the process of one machine; blocks its thread, and leaves nothing on failure.
struct MachineLaunch: Sendable {
    /// What QEMU needs beside the guest's memory, in MiB: its code and data, translated code, buffers.
    private static let overheadMiB = 512
    /// Threads of QEMU: processors, input and output, and what bubblewrap needs.
    private static let maximumProcesses = 128
    private static let openFiles: UInt64 = 256

    private let backend: QEMUBackend
    private let machine: MachineSpecification
    /// What it goes on from; nil for a cold boot.
    private let snapshot: QEMUSnapshot?
    private var sockets: [String] {
        ["control", "channel", "console"].map { "\(machine.runDirectory)/\($0).sock" }
    }

    init(_ backend: QEMUBackend, _ machine: MachineSpecification, from snapshot: QEMUSnapshot? = nil) {
        self.backend = backend
        self.machine = machine
        self.snapshot = snapshot
    }

    func start(on queue: WorkQueue) -> Result<QEMUInstance, HypervisorError> {
        do { return .success(try launch(on: queue)) } catch { return .failure(error) }
    }

    private func launch(on queue: WorkQueue) throws(HypervisorError) -> QEMUInstance {
        try check()
        let passed = PassedDescriptors()
        // The files come first: most of what can be wrong is wrong there, and nothing is made yet.
        let kernel = passed.add(try MachineFiles.kernel(machine.kernelPath))
        let initramfs = passed.add(try MachineFiles.initramfs(machine.initramfsPath))
        var disks: [MachineDescriptors.Disk] = []
        var keptDrive: OwnedDescriptor?
        for disk in machine.disks {
            guard !disk.isEmpty else {
                let drive = try host { () throws(SystemError) in try makeDrive() }
                if machine.isTemplate {
                    keptDrive = try host { () throws(SystemError) in try drive.duplicate() }
                }
                disks.append(MachineDescriptors.Disk(image: passed.add(drive)))
                continue
            }
            let image = passed.add(try MachineFiles.disk(disk))
            var key: CInt?
            if case .luks(let path) = disk.encryption { key = passed.add(try MachineFiles.key(path)) }
            disks.append(MachineDescriptors.Disk(image: image, key: key))
        }
        var madeSockets: [String] = []
        var groups: [String] = []
        do {
            var kept: OwnedDescriptor?
            let memory = passed.add(
                try host { () throws(SystemError) in
                    let memory = try makeMemory()
                    if machine.isTemplate { kept = try memory.duplicate() }
                    return memory
                })
            var listening: [CInt] = []
            for path in sockets {
                listening.append(passed.add(try SocketFile.listen(at: path)))
                madeSockets.append(path)
            }
            groups = try makeControlGroups()
            let descriptors = MachineDescriptors(
                control: listening[0], channel: listening[1], console: listening[2], memory: memory, kernel: kernel,
                initramfs: initramfs, disks: disks)
            var template: TemplateParts?
            if let memory = kept.take() {
                template = TemplateParts(memory: memory, drive: keptDrive.take(), specification: machine)
            }
            return try run(descriptors, passed, groups, queue, template)
        } catch {
            ControlGroups.remove(groups)
            for path in madeSockets { try? FileSystem.remove(path) }
            throw error
        }
    }

    /// Starts QEMU and connects to it.
    private func run(
        _ descriptors: MachineDescriptors, _ passed: PassedDescriptors, _ groups: [String], _ queue: WorkQueue,
        _ template: TemplateParts?
    ) throws(HypervisorError) -> QEMUInstance {
        let output = try host { () throws(SystemError) in try ProcessOutput() }
        try host { () throws(SystemError) in try passed.addOutput(try output.descriptor()) }
        let limits = JailLimits(
            openFiles: Self.openFiles, fileBytes: UInt64(largestFileBytes), processes: UInt64(Self.maximumProcesses))
        var specification = JailSpecification(
            program: backend.emulator,
            arguments: QEMUArguments.make(
                machine, descriptors, backend.choice.accelerator, isClone: snapshot != nil),
            userID: machine.userID, controlGroups: groups, limits: limits, keptDescriptors: passed.kept)
        EmulatorFiles.add(to: &specification, emulator: backend.emulator)
        if backend.choice.accelerator == .kvm {
            specification.devices = ["/dev/kvm"]
            specification.supplementaryGroups = backend.choice.deviceGroup.map { [$0] } ?? []
        }
        let jailed: JailedProcess
        do {
            jailed = try Jail.spawn(specification, programs: backend.programs, passing: passed.passing)
        } catch {
            throw .startFailed(what: "\(error)", detail: output.text())
        }
        do {
            let process = try ProcessHandle(jailed.processID)
            let record = InstanceRecord(
                name: machine.name, processID: jailed.processID, processStartTicks: process.startTicks,
                monitorID: jailed.monitorID, userID: machine.userID, controlSocket: sockets[0],
                channelSocket: sockets[1], consoleSocket: sockets[2], controlGroups: groups)
            return try QEMUInstance(
                record, process: process, output: output, queue: queue,
                answerSeconds: backend.answerSeconds, template: template)
        } catch {
            MachineRemains.end(jailed)
            throw .startFailed(what: "QEMU ended at once: \(error)", detail: "")
        }
    }

    /// The largest file that the machine may write: a volume, a snapshot's device state, or its output.
    private var largestFileBytes: Int {
        let volumes = machine.disks.filter { !$0.isReadOnly && !$0.isEmpty }
        let largest = volumes.compactMap { FileSystem.sizeBytes($0.path) }.max() ?? 0
        // Whatever is put into a drive later is a disk; a template gets none, and writes its state.
        let later = machine.isTemplate ? machine.stateLimitBytes : machine.largestDiskBytes
        return max(largest, later, ProcessOutput.limitBytes)
    }

    private func check() throws(HypervisorError) {
        guard machine.disks.count <= QEMUArguments.maximumDisks else {
            throw .unusable(
                what: "\(machine.name) has \(machine.disks.count) disks",
                advice: "At most \(QEMUArguments.maximumDisks) are possible.")
        }
        guard FileSystem.isDirectory(machine.runDirectory) else {
            throw .unusable(
                what: "the run directory \(machine.runDirectory) is missing", advice: "Start the manager again.")
        }
    }

    /// The guest's memory: a file that is charged to whoever touches it, which is QEMU.
    private func makeMemory() throws(SystemError) -> OwnedDescriptor {
        if let snapshot { return try snapshot.duplicateMemory() }
        let memory = try OwnedDescriptor.memoryFile(
            name: "bulkhead-\(machine.name)", sizeBytes: machine.memoryMiB << 20)
        if machine.isTemplate { try memory.fixSize() } else { try memory.sealSize() }
        return memory
    }

    /// What stands in an empty drive: a clone has a copy of its template's.
    private func makeDrive() throws(SystemError) -> OwnedDescriptor {
        if let drive = try snapshot?.copyDrive() { return drive }
        let drive = try OwnedDescriptor.memoryFile(
            name: "bulkhead-drive", sizeBytes: QEMUArguments.emptyDriveBytes)
        if machine.isTemplate { try drive.fixSize() } else { try drive.sealSize() }
        return drive
    }

    private func makeControlGroups() throws(HypervisorError) -> [String] {
        guard backend.limitsObstacle == nil else { return [] }
        let groups = backend.controlGroups
        let present = ControlGroups.processes(
            in: groups.directories(instance: backend.instanceName, machine: machine.name.text))
        guard present.isEmpty else {
            throw .unusable(
                what: "processes of an earlier \(machine.name) still run: \(Set(present).sorted())",
                advice: "End them by 'kill -9', then start the machine again.")
        }
        let limits = ControlGroups.Limits(
            memoryMiB: machine.memoryMiB + Self.overheadMiB, processes: Self.maximumProcesses,
            processors: machine.vcpus + 1)
        return try host { () throws(SystemError) in
            try groups.make(instance: backend.instanceName, machine: machine.name.text, limits)
        }
    }

    private func host<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(HypervisorError) -> Value {
        do { return try body() } catch { throw .host("\(error)") }
    }
}
