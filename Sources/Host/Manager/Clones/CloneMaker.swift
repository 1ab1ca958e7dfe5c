import Channel
import Hypervisor
import Images
import LinuxEvents
import LinuxIO
import Machines

/// Makes a clone of a snapshot, with its broker.
struct CloneMaker: Sendable {
    let parts: CloneParts
    let image: TemplateImage
    let shape: SnapshotShape
    let name: MachineName

    /// Makes it and has it rehearse what it will be asked for: then its code is translated, and it stands still again.
    func makeRehearsed(from snapshot: any GoldenSnapshot) async throws(StartError) -> Spare {
        var spare = try await make(from: snapshot)
        do {
            do { try await spare.machine.resume() } catch { throw StartError.hypervisor(error) }
            try await Settling.wait(spare.broker.socket, spare.machine)
            await Rehearsal.run(spare.broker.socket)
            _ = spare.broker.socket.send(BrokerRequest.hold.encode())
            do { try await spare.machine.pause() } catch { throw StartError.hypervisor(error) }
            spare.privateMiB = spare.machine.memoryUse()?.privateMiB ?? 0
            return spare
        } catch {
            spare.broker.socket.close()
            await parts.remove(spare.machine, spare.broker.process, spare.directory, user: spare.userID)
            throw error as? StartError ?? .host("\(error)")
        }
    }

    /// Makes it; on failure nothing is left.
    func make(from snapshot: any GoldenSnapshot) async throws(StartError) -> Spare {
        let user = try parts.takeUser()
        let directory = "\(parts.directory)/\(name)"
        let largest = parts.volumes.bytes
        var machine: (any MachineInstance)?
        do {
            try? FileSystem.removeTree(directory)
            try FileSystem.makeDirectory(directory, mode: 0o700)
            let made = try await parts.hypervisor.clone(
                snapshot, as: parts.specification(image, shape, name: name, userID: user, runDirectory: directory))
            machine = made
            let broker = try await parts.brokers.start(
                for: made.record, in: directory, on: WorkQueue(label: "bulkhead.clone.\(name)"))
            return Spare(
                shape: shape, userID: user, directory: directory, machine: made, broker: broker,
                largestDiskBytes: largest)
        } catch {
            await parts.remove(machine, nil, directory, user: user)
            switch error {
            case let error as StartError: throw error
            case let error as HypervisorError: throw .hypervisor(error)
            default: throw .host("\(error)")
            }
        }
    }
}
