import Channel
import Hypervisor
import Images
import LinuxEvents
import LinuxIO
import Logging
import Machines

/// Starting as a copy of the booted template.
extension MachineController {
    /// Whether this start is to be a copy.
    var wantsClone: Bool {
        definition.start.mode == .clone && context.hypervisor.capabilities.contains(.clones)
    }

    func shape(of image: TemplateImage) -> SnapshotShape {
        SnapshotShape(
            template: image.name, version: image.version, memoryMiB: definition.memoryMiB, vcpus: definition.vcpus)
    }

    /// Takes a copy of the template and makes it this machine; where there is none to be had, why is noted.
    func takeClone(
        _ image: TemplateImage, _ present: UInt64
    ) async throws(StartError) {
        let spare: Spare
        do throws(StartError) {
            spare = try await context.clones.take(shape(of: image), image)
        } catch {
            if case .cancelled = error { throw error }
            remember("no clone: \(error.what); it boots by itself")
            log("it cannot be cloned and boots by itself: \(error.what)", .warning)
            return
        }
        times.end("clone")
        cloneUser = spare.userID
        instance = spare.machine
        broker = spare.broker.process
        brokerOutput = spare.broker.output
        do {
            try spare.machine.move(to: name, runDirectory: runDirectory)
            for path in [BrokerLauncher.controlPath, BrokerLauncher.consoleLogPath] {
                try FileSystem.renameForNow(path(spare.directory), to: path(runDirectory))
            }
        } catch {
            spare.broker.socket.close()
            try? FileSystem.removeTree(spare.directory)
            if let error = error as? HypervisorError { throw .hypervisor(error) }
            throw .host("\(error)")
        }
        note(spare.machine, image, present)
        noteBroker(spare.broker.process)
        try persist()
        // From here on a later manager finds it by its record.
        try? FileSystem.removeTree(spare.directory)
        listen(to: spare.broker.socket, present)
        times.end("name")
    }
}
