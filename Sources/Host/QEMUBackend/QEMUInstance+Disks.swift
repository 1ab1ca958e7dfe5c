package import Hypervisor
internal import LinuxIO
internal import QMP

/// Putting a disk into a drive of a machine that is there already (QEMU's qapi/block-core.json).
extension QEMUInstance {
    private static let pollMilliseconds = 1
    private static let createMilliseconds = 5_000

    package func insert(_ disk: DiskSpecification) async throws(HypervisorError) {
        let image = try MachineFiles.disk(disk)
        let size = try MachineFiles.sizeBytes(disk, image)
        do { try await add(disk, image, size) } catch {
            guard case .refused(_, let reason) = error else { throw error }
            // QEMU names a disk by its node; a person knows it by its file.
            throw .unusable(
                what: "the \(disk.serial) volume \(disk.path) cannot be opened: \(reason)",
                advice: reason.contains("lock")
                    ? "Another machine may use it: shut that one down first." : MachineFiles.restore(disk.path))
        }
        let device = QEMUArguments.device(of: disk.serial)
        try await execute(
            "qom-set",
            [
                "path": .string("/machine/peripheral/\(device)/virtio-backend"), "property": .string("drive"),
                "value": .string(Self.node(disk)),
            ])
        // Of the same size as before: the guest is told to look at its drive again.
        try await execute("block_resize", ["node-name": .string(Self.node(disk)), "size": .integer(Int64(size))])
    }

    /// Opens the disk in QEMU.
    private func add(
        _ disk: DiskSpecification, _ image: borrowing OwnedDescriptor, _ size: Int
    ) async throws(HypervisorError) {
        let isReadOnly = disk.isReadOnly || disk.isVolatile
        // The last of the nodes is the disk; each is named for what stands under it.
        let top = Self.node(disk)
        let plain = disk.isVolatile ? "\(disk.serial)-base" : top
        switch disk.encryption {
        case .none: try await addFile(plain, image, isReadOnly: isReadOnly)
        case .luks(let keyPath):
            try await addFile("\(disk.serial)-image", image, isReadOnly: isReadOnly)
            try await addLUKS(plain, over: "\(disk.serial)-image", keyPath, isReadOnly: isReadOnly)
        }
        if disk.isVolatile { try await addOverlay(top, over: plain, disk, size) }
    }

    private static func node(_ disk: DiskSpecification) -> String { "\(disk.serial)-disk" }

    private func addFile(
        _ node: String, _ file: borrowing OwnedDescriptor, isReadOnly: Bool, isLocked: Bool = true
    ) async throws(HypervisorError) {
        let answer = try await execute("add-fd", [:], descriptor: file.number)
        guard let set = answer["fdset-id"]?.integer else {
            throw .refused(command: "add-fd", reason: "no set in the answer")
        }
        var options: [String: JSONValue] = [
            "driver": .string("file"), "node-name": .string(node), "filename": .string("/dev/fdset/\(set)"),
            "locking": .string(isLocked ? "on" : "off"), "auto-read-only": .bool(false),
            "read-only": .bool(isReadOnly),
        ]
        if !isReadOnly { options["discard"] = .string("unmap") }
        try await execute("blockdev-add", options)
    }

    private func addLUKS(
        _ node: String, over file: String, _ keyPath: String, isReadOnly: Bool
    ) async throws(HypervisorError) {
        let secret = "\(node)-key"
        try await execute(
            "object-add",
            ["qom-type": .string("secret"), "id": .string(secret), "data": .string(try MachineFiles.keyText(keyPath))])
        var options: [String: JSONValue] = [
            "driver": .string("luks"), "node-name": .string(node), "file": .string(file),
            "key-secret": .string(secret), "read-only": .bool(isReadOnly),
        ]
        if !isReadOnly { options["discard"] = .string("unmap") }
        try await execute("blockdev-add", options)
        // It is open: the secret is not needed any more.
        try await execute("object-del", ["id": .string(secret)])
    }

    /// A layer that takes what is written, in memory.
    private func addOverlay(
        _ node: String, over base: String, _ disk: DiskSpecification, _ size: Int
    ) async throws(HypervisorError) {
        let memory: OwnedDescriptor
        do { memory = try OwnedDescriptor.memoryFile(name: "bulkhead-overlay", sizeBytes: 0) } catch {
            throw .host("\(error)")
        }
        let file = "\(disk.serial)-overlay"
        try await addFile(file, memory, isReadOnly: false, isLocked: false)
        let job = "\(disk.serial)-create"
        try await execute(
            "blockdev-create",
            [
                "job-id": .string(job),
                "options": .object([
                    "driver": .string("qcow2"), "file": .string(file), "size": .integer(Int64(size)),
                ]),
            ])
        try await waitForJob(job)
        try await execute(
            "blockdev-add",
            [
                "driver": .string("qcow2"), "node-name": .string(node), "file": .string(file),
                "backing": .string(base), "discard": .string("unmap"),
            ])
    }

    private func waitForJob(_ job: String) async throws(HypervisorError) {
        for _ in 0..<Self.createMilliseconds / Self.pollMilliseconds {
            let jobs = try await execute("query-jobs").array ?? []
            let found = jobs.first { $0["id"]?.string == job }
            guard found?["status"]?.string == "concluded" else {
                try? await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
                continue
            }
            try await execute("job-dismiss", ["id": .string(job)])
            if let reason = found?["error"]?.string { throw .refused(command: "blockdev-create", reason: reason) }
            return
        }
        throw .noAnswer(to: "blockdev-create")
    }
}
