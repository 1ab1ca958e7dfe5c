package import Hypervisor
internal import LinuxIO
internal import QMP

/// Saving a machine's state, and going on from one (QEMU's qapi/migration.json).
extension QEMUInstance {
    private static let stateName = "state"
    private static let sharedMemoryCapability = "x-ignore-shared"
    private static let pollMilliseconds = 1
    /// How long QEMU may take to save or restore, in milliseconds: the state is half a MiB.
    private static let transferMilliseconds = 20_000

    package func freeze() async throws(HypervisorError) -> any GoldenSnapshot {
        let state: OwnedDescriptor
        do throws(HypervisorError) {
            guard template != nil else { throw .unusable(what: "\(record.name) is no template", advice: "") }
            state = try await save()
        } catch {
            await kill()
            throw error
        }
        // Only a memory that nobody maps can be sealed.
        await kill()
        guard let template, let memory = template.takeMemory() else { throw .gone }
        return try QEMUSnapshot(
            memory: memory, state: state, drive: template.takeDrive(), of: template.specification)
    }

    /// Stops the machine and has QEMU write the state of its devices; the guest's memory stays where it is.
    private func save() async throws(HypervisorError) -> OwnedDescriptor {
        let state: OwnedDescriptor
        do { state = try OwnedDescriptor.memoryFile(name: "bulkhead-state", sizeBytes: 0) } catch {
            throw .host("\(error)")
        }
        try await execute("stop")
        try await ignoreSharedMemory()
        try await execute("getfd", ["fdname": .string(Self.stateName)], descriptor: state.number)
        try await execute("migrate", ["uri": .string("fd:\(Self.stateName)")])
        try await waitForTransfer()
        return state
    }

    /// Takes a snapshot's state; the machine stands still afterwards.
    func restore(_ snapshot: QEMUSnapshot) async throws(HypervisorError) {
        try await ignoreSharedMemory()
        let state = try snapshot.openState()
        try await execute("getfd", ["fdname": .string(Self.stateName)], descriptor: state.number)
        try await execute("migrate-incoming", ["uri": .string("fd:\(Self.stateName)")])
        try await waitForTransfer()
        // A state that QEMU takes in part ends it; what is left to see is that it stands where it was stopped.
        let status = try await execute("query-status")["status"]?.string ?? ""
        guard status == "paused" else {
            throw .refused(command: "migrate-incoming", reason: "the machine is '\(status)' afterwards")
        }
    }

    private func ignoreSharedMemory() async throws(HypervisorError) {
        let capability: JSONValue = .object([
            "capability": .string(Self.sharedMemoryCapability), "state": .bool(true),
        ])
        try await execute("migrate-set-capabilities", ["capabilities": .array([capability])])
    }

    private func waitForTransfer() async throws(HypervisorError) {
        for _ in 0..<Self.transferMilliseconds / Self.pollMilliseconds {
            let answer = try await execute("query-migrate")
            switch answer["status"]?.string {
            case "completed": return
            case "failed", "cancelled":
                throw .refused(command: "migrate", reason: answer["error-desc"]?.string ?? "it failed")
            default: try? await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
            }
        }
        throw .noAnswer(to: "migrate")
    }
}
